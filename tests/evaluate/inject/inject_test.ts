import assert from "node:assert/strict";
import { FAULT_KINDS, type FaultKind, type Injected, injectFaults } from "../../../pipeline/evaluate/mod.ts";
import { detectDialect, generateSample, identifyFile } from "../../../pipeline/source/mod.ts";
import { withFile } from "../../source/fixture.ts";
import { soundSample } from "../sound_sample.ts";

const SAMPLE = generateSample(7);

const inject = (csv: string, seed: number, rate = 0.1, levels = false): Promise<Injected> =>
  withFile(
    csv,
    async (path) =>
      injectFaults(new TextEncoder().encode(csv), await detectDialect(await identifyFile(path)), {
        seed,
        rate,
        levels,
      }),
  );

/** The sample with faults, which most tests look at. */
const FAULTY = await inject(SAMPLE, 1);

/** Lines as Latin-1, so that any byte can be seen. */
const linesOf = (csv: Uint8Array) => new TextDecoder("latin1").decode(csv).split("\r\n");
const LINES = linesOf(FAULTY.csv);
const ORIGINAL = linesOf(new TextEncoder().encode(SAMPLE));

Deno.test("injectFaults() gives the same bytes and labels when the seed is the same, others when it is not", async () => {
  assert.deepEqual(await inject(SAMPLE, 1), FAULTY);
  assert.notDeepEqual((await inject(SAMPLE, 2)).csv, FAULTY.csv);
});

Deno.test("injectFaults() injects each kind but changed levels when there is room", () => {
  const { faults } = FAULTY;
  const kinds = Object.keys(FAULT_KINDS).filter((kind) => !kind.startsWith("level_"));
  assert.deepEqual(new Set(faults.map(({ kind }) => kind)), new Set(kinds));
});

Deno.test("injectFaults() touches no line twice, and ends each line as the original", () => {
  const { faults } = FAULTY;
  const lines = faults.flatMap((fault) => fault.lines);
  assert.equal(new Set(lines).size, lines.length);
  assert.ok(lines.every((line) => line >= 1 && line < LINES.length));
});

Deno.test("injectFaults() keeps every line that it does not label, byte for byte", () => {
  const { faults, sourceLines } = FAULTY;
  const labelled = new Set(faults.flatMap((fault) => fault.lines));
  const kept = LINES.slice(0, -1).flatMap((text, index) => labelled.has(index + 1) ? [] : [{ text, index }]);
  assert.ok(kept.length > 7_000);
  for (const { text, index } of kept) assert.equal(text, ORIGINAL[sourceLines[index]! - 1]);
});

Deno.test("injectFaults() loses no line but those that a fault overwrites, and repeats only duplicates", () => {
  const { sourceLines, faults } = FAULTY;
  assert.equal(new Set(sourceLines).size, ORIGINAL.length - 1);
  const duplicates = faults.filter(({ kind }) => kind === "duplicate_line");
  assert.equal(sourceLines.length, ORIGINAL.length - 1 + duplicates.length);
});

Deno.test("injectFaults() keeps three readings between faults", async () => {
  const { faults } = await inject(SAMPLE, 1, 0.2);
  const gaps = faults.slice(2).map((fault, index) => fault.lines[0]! - faults[index + 1]!.lines.at(-1)!);
  assert.ok(Math.min(...gaps) > 3);
});

Deno.test("injectFaults() injects only what fits when the file is short", async () => {
  const { faults } = await inject(ORIGINAL.slice(0, 30).join("\r\n") + "\r\n", 1);
  assert.ok(faults.length > 1);
  assert.ok(faults.every(({ kind }) => kind !== "dead_channel"));
});

Deno.test("injectFaults() refuses another dialect", async () => {
  const csv = "Date,Time,CO(GT)\n2004-03-10,18:00:00,2.6\n";
  await assert.rejects(inject(csv, 1), { code: "bad_csv", message: /expected the dialect of the UCI file/ });
});

const cellsOf = (text: string) => text.split(";");
const timestampOf = (text: string) => cellsOf(text).slice(0, 2).join(" ");

/** What a touched line looks like beside the line that it was. */
const LOOKS: [FaultKind, (faulty: string, original: string) => boolean][] = [
  [
    "decimal_point_cell",
    (faulty, original) => faulty !== original && faulty.replace(/(;-?\d+)\.(\d+;)/, "$1,$2") === original,
  ],
  [
    "decimal_point_line",
    (faulty, original) => !faulty.includes(",") && original === faulty.replace(/(?<=;-?\d+)\.(?=\d+;)/g, ","),
  ],
  [
    "latin1_bytes",
    (faulty, original) => /[\xb0\xb3\xb5]/.test(faulty) && faulty.replace(/[\xb0\xb3\xb5]/, "") === original,
  ],
  [
    "invalid_utf8",
    (faulty, original) =>
      faulty !== original &&
      faulty.replace(/[\x80-\xff]/, (byte) => String.fromCharCode(byte.charCodeAt(0) & 0x7f)) === original,
  ],
  [
    "swapped_columns",
    (faulty, original) => faulty !== original && cellsOf(faulty).sort().join() === cellsOf(original).sort().join(),
  ],
  [
    "unit_co_micrograms",
    (faulty, original) =>
      Number(cellsOf(faulty)[2]) === Math.round(1_000 * Number(cellsOf(original)[2]!.replace(",", "."))),
  ],
  ["storm_all", (faulty) => cellsOf(faulty).slice(2, 15).every((cell) => cell === "-200")],
  ["storm_board", (faulty, original) => cellsOf(faulty)[3] === "-200" && cellsOf(faulty)[2] === cellsOf(original)[2]],
  ["truncated_line", (faulty, original) => original.startsWith(faulty) && cellsOf(faulty).length < 17],
  ["extra_cell", (faulty) => cellsOf(faulty).length === 18],
  [
    "future_date",
    (faulty, original) =>
      Number(faulty.slice(6, 10)) >= Number(original.slice(6, 10)) + 2 && faulty.slice(10) === original.slice(10),
  ],
  ["month_first_date", (faulty, original) => faulty.slice(0, 5) === `${original.slice(3, 5)}/${original.slice(0, 2)}`],
  ["duplicate_line", (faulty, original) => faulty === original],
  ["late_line", (faulty, original) => faulty === original],
  ["shuffled_block", (faulty, original) => faulty === original],
  ["daylight_saving", (faulty, original) => faulty.slice(19) === original.slice(19)],
  ["nul_block", (faulty) => /^\0{16384}$/.test(faulty)],
];

for (const [kind, looks] of LOOKS) {
  Deno.test(`injectFaults() makes lines as they should be when the kind is ${kind}`, () => {
    const { faults, sourceLines } = FAULTY;
    const own = faults.filter((fault) => fault.kind === kind).flatMap((fault) => fault.lines);
    assert.ok(own.length > 0);
    for (const line of own) {
      const original = ORIGINAL[sourceLines[line - 1]! - 1]!;
      assert.ok(looks(LINES[line - 1]!, original), `${LINES[line - 1]} was ${original}`);
    }
  });
}

Deno.test("injectFaults() repeats one value in a channel that is stuck", () => {
  const { faults } = FAULTY;
  const { lines, field } = faults.find(({ kind }) => kind === "stuck_sensor")!;
  const column = cellsOf(ORIGINAL[0]!).findIndex((header) =>
    header.toLowerCase().split(/[.()]+/).filter(Boolean).join("_") === field
  );
  const values = [lines[0]! - 1, ...lines].map((line) => cellsOf(LINES[line - 1]!)[column]);
  assert.equal(new Set(values).size, 1);
});

Deno.test("injectFaults() skips an hour and has one twice when the clock is put forward and back", () => {
  const { faults } = FAULTY;
  const { lines, expect } = faults.find(({ kind }) => kind === "daylight_saving")!;
  const moment = (line: number) => timestampOf(LINES[line - 1]!);
  assert.equal(moment(lines.at(-1)!), moment(lines.at(-2)!));
  const due = Object.fromEntries(expect.map(({ flag, lines }) => [flag, lines]));
  assert.deepEqual(due["duplicate"], [lines.at(-1)!]);
  assert.ok(due["shift"]!.every((line) => lines.indexOf(line) >= 12 && line !== lines.at(-1)));
  assert.ok(due["shift"]!.length > 30);
});

/** What a cell is multiplied by, or for temperatures made of. */
const UNITS: Partial<Record<FaultKind, (value: number) => number>> = {
  level_thousandth: (value) => value / 1_000,
  level_tenth: (value) => value / 10,
  level_fahrenheit: (value) => value * 1.8 + 32,
  level_no2_ppb: (value) => value * 0.523,
  level_co_ppm: (value) => value * 0.86,
};

Deno.test("injectFaults() puts channels in another unit for three weeks, apart and in no other way, when levels are asked for", async () => {
  const text = soundSample(300), sound = text.split("\r\n");
  const made = new Set<FaultKind>();
  for (const seed of [1, 2, 3, 4]) {
    const { csv, faults, sourceLines } = await inject(text, seed, 0.1, true);
    const lines = linesOf(csv);
    assert.deepEqual(sourceLines, sound.slice(0, -1).map((_, index) => index + 1));
    let end = -Infinity;
    for (const { kind, lines: touched, field, levelDates } of faults.filter(({ kind }) => kind !== "byte_order_mark")) {
      made.add(kind);
      const column = cellsOf(ORIGINAL[0]!).findIndex((header) =>
        header.toLowerCase().split(/[.()]+/).filter(Boolean).join("_") === field
      );
      for (const line of touched) {
        const [faulty, original] = [lines[line - 1]!, sound[line - 1]!].map(cellsOf);
        const [now, before] = [faulty!, original!].map((cells) => Number(cells[column]!.replace(",", ".")));
        assert.ok(Math.abs(now! - UNITS[kind]!(before!)) <= 0.051, `${kind}: ${now} was ${before}`);
        assert.deepEqual(faulty!.with(column, ""), original!.with(column, ""));
      }
      const [from, to] = levelDates!.map((date) => Date.parse(date) / 86_400_000);
      assert.equal(to! - from!, 21);
      assert.ok(from! - end >= 18, "nine days beside each");
      end = to!;
    }
  }
  assert.deepEqual([...made].sort(), Object.keys(UNITS).sort());
});
