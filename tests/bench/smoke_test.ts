import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { wireBatch } from "../../pipeline/broker/publish.ts";
import { encodeClean } from "../../pipeline/reading/mod.ts";
import { detectDialect, readRows, SAMPLE } from "../../pipeline/source/mod.ts";
import { silverFrame } from "../../pipeline/sink/frame.ts";
import { judge, RecentReadings, SeenReadings } from "../../pipeline/validate/mod.ts";

// Ratios within one run, never times: what a step costs against JSON.parse of the same bytes. A limit is some three times what was measured
// on a quiet machine, so that it tells a step that grew out of all proportion and nothing less.

const ROUNDS = 12;
const path = new URL(`../../data/sample/${SAMPLE.name}`, import.meta.url).pathname;
const values: Uint8Array[] = [];
for await (const { rows } of readRows(path, await detectDialect(path), "station")) {
  for (const { message } of rows) if (message !== null) values.push(new TextEncoder().encode(JSON.stringify(message)));
}
const texts = values.map((value) => new TextDecoder().decode(value));

/** The shortest of some rounds: the others tell of what else the machine did. */
function cost(round: () => void): number {
  let bestMs = Infinity;
  for (let each = 0; each < ROUNDS; each++) {
    const startMs = performance.now();
    round();
    bestMs = Math.min(bestMs, performance.now() - startMs);
  }
  return bestMs;
}

function judgeAll() {
  const seen = new SeenReadings(), recent = new RecentReadings();
  return values.flatMap((value, offset) => {
    const verdict = judge({ partition: 0, offset, value }, (station, ts) => seen.has(station, ts));
    if (!verdict.accepted) return [];
    seen.add(verdict.reading.station_id, verdict.reading.ts);
    return [recent.note(verdict.reading)];
  });
}

const accepted = judgeAll();
const parsing = cost(() => texts.forEach((text) => JSON.parse(text)));
const STEPS: [string, number, () => void][] = [
  ["judging with notes", 12, judgeAll],
  ["writing clean messages", 10, () => accepted.forEach(encodeClean)],
  ["making a frame", 12, () => silverFrame(accepted)],
  ["compressing as messages are", 10, () => gzipSync(texts.join(""), { level: 2 })],
];
for (const [step, limit, round] of STEPS) {
  Deno.test(`${step} costs less than ${limit} times JSON.parse of the same readings`, () => {
    const ratio = cost(round) / parsing;
    assert.ok(ratio < limit, `${ratio.toFixed(1)} times`);
  });
}

Deno.test("wireBatch() takes ten times as long for ten times the messages, not a hundred times", () => {
  const message = { key: "s", value: "{}" };
  const few = Array.from({ length: 1_000 }, () => message), many = Array.from({ length: 10_000 }, () => message);
  const grouped = (messages: typeof few) => wireBatch(messages, () => 0).reduce((groups) => groups, {});
  assert.deepEqual(Object.keys(grouped(few)), ["0"]);
  const ratio = cost(() => void grouped(many)) / cost(() => void grouped(few));
  assert.ok(ratio < 40, `${ratio.toFixed(1)} times`);
});
