import { Buffer } from "node:buffer";
import { PipelineError } from "../../common/mod.ts";
import type { Fault, Flag } from "../fault_label.ts";
import { DEFAULT_RULE_SET, type RuleSet } from "../../reading/mod.ts";
import type { Dialect } from "../../source/mod.ts";
import { seededRandom } from "../../stats/mod.ts";
import { CELL_MAKERS } from "./cell_makers.ts";
import { LEVEL_MAKERS } from "./level_makers.ts";
import { LINE_MAKERS } from "./line_makers.ts";
import type { FaultyLine, Made, Maker } from "./maker.ts";
import { readLines, type SourceLine } from "./reading_line.ts";
import { Scene } from "./scene.ts";
import { STRETCH_MAKERS } from "./stretch_makers.ts";

/** Which faults, and how many. */
export interface InjectOptions {
  seed: number;
  /** About which share of the readings gets a fault, each kind as many lines as the others, and at least one fault where there is room. */
  rate: number;
  /** Channels that go to another level, in place of all other kinds: each of these takes weeks, in which there must be no other fault. */
  levels?: boolean;
  /** Their thresholds say what should be found. */
  rules?: RuleSet;
}

/** A file with faults. */
export interface Injected {
  csv: Uint8Array;
  faults: Fault[];
  /** The line of the original that each line of the file was, or is a copy of: `[0]` for the header, line 1. */
  sourceLines: number[];
}

/** The longest first, while there is room for them. */
const MAKERS: readonly Maker[] = [...STRETCH_MAKERS, ...LINE_MAKERS, ...CELL_MAKERS];

/** Sound readings between two faults: what is said of one does not hang on the other. */
const APART = 3;
const TRIES = 400;
const HOUR_MS = 3_600_000;

/**
 * Puts faults into a CSV in the form of the UCI file (`;`, decimal comma, dd/mm/yyyy): seeded, so that the same seed gives the same
 * bytes; labelled; and apart, so that no line has two. Faults are put only where the readings are sound and hourly. The file also gets a
 * byte order mark at its start.
 *
 * @throws {PipelineError} `bad_csv` for another dialect
 *
 * @example
 * ```ts
 * import { injectFaults } from "../mod.ts";
 * import { detectDialect, generateSample, identifyFile } from "../../source/mod.ts";
 * import assert from "node:assert/strict";
 * const path = await Deno.makeTempFile();
 * await Deno.writeTextFile(path, generateSample(1));
 * const { faults } = injectFaults(await Deno.readFile(path), await detectDialect(await identifyFile(path)), { seed: 1, rate: 0.05 });
 * assert.deepEqual(faults[0], { id: 1, kind: "byte_order_mark", lines: [1], expect: [] });
 * await Deno.remove(path);
 * ```
 */
export function injectFaults(
  csv: Uint8Array,
  dialect: Dialect,
  { seed, rate, levels = false, rules = DEFAULT_RULE_SET }: InjectOptions,
): Injected {
  requireUci(dialect);
  const { header, lines } = readLines(csv, dialect);
  const scene = new Scene(dialect, lines, rules, seededRandom(seed));
  const placed = place(lines, scene, rate, levels ? LEVEL_MAKERS : MAKERS);
  return assemble(header, lines, placed, dialect);
}

/** What stands in place of the lines from an index on. */
interface Placed extends Made {
  kind: Maker["kind"];
  length: number;
}

function place(
  lines: readonly SourceLine[],
  scene: Scene,
  rate: number,
  makers: readonly Maker[],
): Map<number, Placed> {
  const placed = new Map<number, Placed>();
  const taken = new Uint8Array(lines.length);
  const readings = lines.filter(({ timestampMs }) => timestampMs !== null).length;
  const quota = rate * readings / makers.length;
  for (const maker of makers) {
    let touched = 0;
    for (let tries = 0; tries < TRIES && touched < quota; tries++) {
      const length = maker.length(scene);
      const at = scene.between(APART, lines.length - APART - length);
      if (at < APART || !isFree(taken, at, length) || !isHourly(lines, at, length)) continue;
      const made = maker.make(lines.slice(at, at + length), scene);
      if (made === undefined) continue;
      placed.set(at, { kind: maker.kind, length, ...made });
      taken.fill(1, at, at + length);
      touched += made.lines.filter(({ expect }) => expect !== undefined).length;
    }
  }
  return placed;
}

function isFree(taken: Uint8Array, at: number, length: number): boolean {
  return taken.subarray(at - APART, at + length + APART).every((flag) => flag === 0);
}

/** Whether these lines and their surroundings are sound readings an hour apart. */
function isHourly(lines: readonly SourceLine[], at: number, length: number): boolean {
  for (let i = at - APART; i < at + length + APART; i++) {
    const { timestampMs } = lines[i]!;
    if (timestampMs === null) return false;
    if (i > at - APART && timestampMs - lines[i - 1]!.timestampMs! !== HOUR_MS) return false;
  }
  return true;
}

function assemble(
  header: string,
  lines: readonly SourceLine[],
  placed: ReadonlyMap<number, Placed>,
  { newline, byteOrderMark }: Dialect,
): Injected {
  const texts = [byteOrderMark ? header : `\xef\xbb\xbf${header}`];
  const sourceLines = [1];
  const faults: Fault[] = [{ id: 1, kind: "byte_order_mark", lines: [1], expect: [] }];
  const write = ({ cells, source }: FaultyLine) => {
    texts.push(cells.join(";"));
    sourceLines.push(source);
  };
  for (let index = 0; index < lines.length; index++) {
    const fault = placed.get(index);
    if (fault === undefined) {
      write({ cells: lines[index]!.cells, source: lines[index]!.line });
      continue;
    }
    const touched: number[] = [], expect = new Map<Flag, number[]>();
    for (const line of fault.lines) {
      write(line);
      if (line.expect === undefined) continue;
      touched.push(texts.length);
      for (const flag of line.expect) expect.set(flag, [...expect.get(flag) ?? [], texts.length]);
    }
    faults.push({
      id: faults.length + 1,
      kind: fault.kind,
      lines: touched,
      ...(fault.field === undefined ? {} : { field: fault.field }),
      expect: [...expect].map(([flag, lines]) => ({ flag, lines })),
      ...(fault.levelDates === undefined ? {} : { levelDates: fault.levelDates }),
    });
    index += fault.length - 1;
  }
  const end = newline === "CRLF" ? "\r\n" : "\n";
  return { csv: Buffer.from(texts.map((text) => text + end).join(""), "latin1"), faults, sourceLines };
}

function requireUci({ delimiter, decimal, dateOrder, time }: Dialect): void {
  if (delimiter === ";" && decimal === "," && dateOrder === "dd/mm/yyyy" && time === "HH.MM.SS") return;
  throw new PipelineError(
    "bad_csv",
    "Cannot put faults into this CSV: expected the dialect of the UCI file (; separated, decimal comma, dd/mm/yyyy, HH.MM.SS), " +
      `got ${delimiter} separated, decimal ${decimal === "," ? "comma" : "point"}, ${dateOrder}, ${time ?? "no time"}`,
    { hint: "inject into data/AirQualityUCI.csv, or the sample in data/sample" },
  );
}
