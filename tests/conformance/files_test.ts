import assert from "node:assert/strict";
import { PipelineError } from "../../pipeline/common/mod.ts";
import { detectDialect, identifyFile, type Outgoing, replay, type ReplayFacts } from "../../pipeline/source/mod.ts";
import { cellsOf } from "../../pipeline/source/cells.ts";
import { judge } from "../../pipeline/validate/mod.ts";
import { FakeClock, withFile, withFolder } from "../source/fixture.ts";
import { type HostileFile, hostileFiles } from "./file.ts";

const COUNT = 500;
const SEED = 360;
const LONGEST_MESSAGE = 1_000_000;

type Outcome = { sent: Outgoing[] } & ({ facts: ReplayFacts } | { error: unknown });

async function replayed(path: string): Promise<Outcome> {
  const sent: Outgoing[] = [];
  try {
    const facts = await replay({
      file: await identifyFile(path),
      stationId: "uci",
      run: "r",
      startedAt: "2026-01-01T00:00:00Z",
      pace: { kind: "max" },
      clock: new FakeClock(),
      signal: new AbortController().signal,
      publish: (batch) => Promise.resolve(void sent.push(...batch)),
    });
    return { sent, facts };
  } catch (error) {
    return { sent, error };
  }
}

/** The lines of a file, told by its line feeds alone. */
function linesOf(bytes: Uint8Array): string[] {
  const lines: string[] = [];
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  for (let start = 0; start < bytes.length;) {
    const feed = bytes.indexOf(10, start);
    const end = feed < 0 ? bytes.length : feed;
    const isPaired = feed > start && bytes[feed - 1] === 13;
    lines.push(decoder.decode(bytes.subarray(start, isPaired ? end - 1 : end)));
    start = end + 1;
  }
  return lines;
}

/** Whether a message says what its line says: the whole line, or each cell in its column. The files have their columns in the message's order. */
function isTrue(line: string, message: Record<string, unknown>, delimiter: string): boolean {
  if ("raw" in message) return message.raw === line;
  const cells = cellsOf(line, delimiter).slice(2);
  const { station_id: _station, ts: _ts, source_line: _line, raw_base64: _bytes, ...measured } = message;
  return Object.values(measured).every((value, index) => {
    const cell = cells[index]!;
    if (value === null) return cell.trim() === "";
    return value === cell || (typeof value === "number" && Number(cell.replace(",", ".")) === value);
  });
}

function faultOf({ bytes }: HostileFile, outcome: Outcome): string | undefined {
  const lines = linesOf(bytes);
  const messages = outcome.sent.map(({ value }) =>
    JSON.parse(value) as Record<string, unknown> & { source_line: number }
  );
  const numbers = messages.map(({ source_line }) => source_line);
  if (outcome.sent.some(({ value }) => new TextEncoder().encode(value).length > LONGEST_MESSAGE)) {
    return "too long a message";
  }
  const value = (text: string) => new TextEncoder().encode(text);
  for (const each of outcome.sent) judge({ partition: 0, offset: 0, value: value(each.value) }, () => false);
  if ("error" in outcome) {
    if (!(outcome.error instanceof PipelineError)) return `not an error of ours: ${outcome.error}`;
    if (outcome.error.code !== "bad_csv" || outcome.error.hint === undefined) return `${outcome.error.code} or no hint`;
    if (outcome.error.message.length > 1_000) return `an error of ${outcome.error.message.length} characters`;
    // What was sent before is the file's first lines.
    return numbers.every((line, index) => line > (numbers[index - 1] ?? 1)) ? undefined : "lines out of order";
  }
  const { dataLines, blankLines, produced, partial, source: { dialect } } = outcome.facts;
  const delimiter = dialect.startsWith("tab") ? "\t" : dialect[0]!;
  if (partial) return "partial";
  if (lines.length !== 1 + blankLines + produced || dataLines !== blankLines + produced) {
    return `${lines.length} lines, of which ${blankLines} blank and ${produced} sent`;
  }
  const filled = lines.flatMap((line, index) =>
    index > 0 && cellsOf(line, delimiter).some((cell) => cell.trim() !== "") ? [index + 1] : []
  );
  if (JSON.stringify(numbers) !== JSON.stringify(filled)) return `sent lines ${numbers}, expected ${filled}`;
  const untrue = messages.find((message) => !isTrue(lines[message.source_line - 1]!, message, delimiter));
  return untrue && `line ${JSON.stringify(lines[untrue.source_line - 1])} was sent as ${JSON.stringify(untrue)}`;
}

Deno.test("replay() accounts for each line of 500 hostile files, or says what is wrong with the file", () =>
  withFolder(async (folder) => {
    const files = hostileFiles(COUNT, SEED);
    assert.equal(files.length, COUNT);
    const faults: string[] = [];
    let refused = 0;
    for (const [index, file] of files.entries()) {
      const path = `${folder}/${index}.csv`;
      await Deno.writeFile(path, file.bytes);
      const outcome = await replayed(path);
      if ("error" in outcome) refused++;
      const fault = faultOf(file, outcome);
      if (fault !== undefined) faults.push(`${index} (${file.trouble}): ${fault}`);
    }
    assert.deepEqual(faults.slice(0, 10), [], `${faults.length} of ${COUNT}`);
    assert.ok(refused > 30 && refused < COUNT / 2, `one-sided: ${refused} refused`);
  }));

Deno.test("detectDialect() finds readings behind more than 64 KB of blank lines", () =>
  withFile(`Date;Time;T\n${"\n".repeat(70_000)}10/03/2004;18.00.00;1\n`, async (path) => {
    assert.equal((await detectDialect(await identifyFile(path))).basis.delimiter.rows, 1);
  }));
