import assert from "node:assert/strict";
import { systemClock } from "../../pipeline/common/mod.ts";
import type { Pace, SourceRow } from "../../pipeline/source/mod.ts";
import { Lateness } from "../../pipeline/source/lateness.ts";
import { paced } from "../../pipeline/source/pace.ts";
import { collect, FakeClock } from "./fixture.ts";

const HOUR_MS = 3_600_000;
const blank = (sourceLine: number): SourceRow => ({ kind: "blank", sourceLine, timestampMs: null, message: null });
const malformed = (sourceLine: number): SourceRow => ({
  kind: "malformed",
  sourceLine,
  timestampMs: null,
  message: { source_line: sourceLine, raw: "x" },
});
const reading = (sourceLine: number, timestampMs: number): SourceRow => ({
  kind: "reading",
  sourceLine,
  timestampMs,
  message: { station_id: "s", ts: "", source_line: sourceLine },
});
const hours = (count: number) => Array.from({ length: count }, (_, index) => reading(index + 2, index * HOUR_MS));

async function* blocksOf(...blocks: SourceRow[][]): AsyncGenerator<SourceRow[]> {
  yield* blocks;
}

/** Replays on a fake clock: when each line was handed over, in milliseconds from the start. */
async function timesOf(blocks: SourceRow[][], pace: Pace): Promise<[line: number, ms: number][]> {
  const clock = new FakeClock();
  const times: [number, number][] = [];
  const { signal } = new AbortController();
  for await (const rows of paced(blocksOf(...blocks), { pace, clock, signal, lateness: new Lateness() })) {
    for (const row of rows) times.push([row.sourceLine, clock.now()]);
  }
  return times;
}

Deno.test("paced() hands each reading over at its own time when the speed-up is set", async () => {
  const times = await timesOf([hours(3), []], { kind: "speedup", eventSecondsPerSecond: 36 });
  assert.deepEqual(times, [[2, 0], [3, 100_000], [4, 200_000]]);
});

Deno.test("paced() keeps the start and the pace across blocks", async () => {
  const [a, b, c] = hours(3);
  assert.ok(a && b && c);
  const times = await timesOf([[a], [], [b], [c]], { kind: "speedup", eventSecondsPerSecond: 36 });
  assert.deepEqual(times, [[2, 0], [3, 100_000], [4, 200_000]]);
});

Deno.test("paced() hands rows without a timestamp over with their predecessor when the speed-up is set", async () => {
  const rows = [blank(2), reading(3, 0), malformed(4), blank(5), reading(6, HOUR_MS), malformed(7)];
  const times = await timesOf([rows], { kind: "speedup", eventSecondsPerSecond: 3600 });
  assert.deepEqual(times, [[2, 0], [3, 0], [4, 0], [5, 0], [6, 1000], [7, 1000]]);
});

Deno.test("paced() hands a timestamp that goes back over at once", async () => {
  const rows = [reading(2, 0), reading(3, 2 * HOUR_MS), reading(4, HOUR_MS), reading(5, 3 * HOUR_MS)];
  const times = await timesOf([rows], { kind: "speedup", eventSecondsPerSecond: 3600 });
  assert.deepEqual(times, [[2, 0], [3, 2000], [4, 2000], [5, 3000]]);
});

Deno.test("paced() counts malformed lines but not blank ones when the rate is set", async () => {
  const rows = [reading(2, 0), blank(3), malformed(4), reading(5, 0)];
  assert.deepEqual(await timesOf([rows], { kind: "rate", rowsPerSecond: 10 }), [[2, 0], [3, 0], [4, 100], [5, 200]]);
});

Deno.test("paced() holds nothing back when the pace is max", async () => {
  assert.deepEqual(await timesOf([hours(2), [reading(9, 9 * HOUR_MS)]], { kind: "max" }), [[2, 0], [3, 0], [9, 0]]);
});

Deno.test("paced() hands rows over together and at most a tick late when they are due close together", async () => {
  const clock = new FakeClock();
  const lateness = new Lateness();
  const pace: Pace = { kind: "rate", rowsPerSecond: 1000 };
  const { signal } = new AbortController();
  const batches = await collect(paced(blocksOf(hours(1001)), { pace, clock, signal, lateness }));
  assert.equal(batches.flat().length, 1001);
  assert.ok(batches.length <= 501, `${batches.length} batches`);
  assert.ok(lateness.summary().maxMs <= 2);
  assert.equal(clock.now(), 1000);
});

Deno.test("paced() makes up for a stall when the one who takes the rows was slow", async () => {
  const clock = new FakeClock();
  const lateness = new Lateness();
  const { signal } = new AbortController();
  const sizes: number[] = [];
  for await (
    const rows of paced(blocksOf(hours(101)), { pace: { kind: "rate", rowsPerSecond: 100 }, clock, signal, lateness })
  ) {
    sizes.push(rows.length);
    if (sizes.length === 10) clock.nowMs += 500;
  }
  assert.equal(sizes[10], 50);
  assert.equal(clock.now(), 1000);
  assert.equal(lateness.summary().maxMs, 490);
});

Deno.test("paced() never sleeps longer than a timer can when a gap is of months", async () => {
  const clock = new FakeClock();
  const { signal } = new AbortController();
  const gapMs = 90 * 24 * HOUR_MS;
  const rows = [reading(2, 0), reading(3, gapMs)];
  const pace: Pace = { kind: "speedup", eventSecondsPerSecond: 1 };
  await collect(paced(blocksOf(rows), { pace, clock, signal, lateness: new Lateness() }));
  assert.ok(Math.max(...clock.sleeps) < 2 ** 31);
  assert.equal(clock.now(), gapMs);
});

Deno.test("paced() ends when it is aborted in mid-sleep", async () => {
  const controller = new AbortController();
  const taken: SourceRow[] = [];
  const pace: Pace = { kind: "speedup", eventSecondsPerSecond: 1 };
  const clock = systemClock;
  for await (
    const rows of paced(blocksOf(hours(2)), { pace, clock, signal: controller.signal, lateness: new Lateness() })
  ) {
    taken.push(...rows);
    // The next row is due in an hour: the test ends only if the abort wakes the sleeper.
    setTimeout(() => controller.abort(), 0);
  }
  assert.equal(taken.length, 1);
});

Deno.test("paced() hands nothing more over when it is aborted between rows", async () => {
  const controller = new AbortController();
  const batches: SourceRow[][] = [];
  const options = {
    pace: { kind: "max" } as const,
    clock: new FakeClock(),
    signal: controller.signal,
    lateness: new Lateness(),
  };
  for await (const rows of paced(blocksOf(hours(1), hours(1)), options)) {
    batches.push(rows);
    controller.abort();
  }
  assert.equal(batches.length, 1);
});

Deno.test("Lateness tells maximum and 99th percentile within a tenth", () => {
  const lateness = new Lateness();
  assert.deepEqual(lateness.summary(), { maxMs: 0, p99Ms: 0 });
  for (let ms = 1; ms <= 1000; ms++) lateness.add(ms);
  const { maxMs, p99Ms } = lateness.summary();
  assert.equal(maxMs, 1000);
  assert.ok(p99Ms >= 990 && p99Ms <= 1000, `${p99Ms}`);
});

Deno.test("Lateness leaves one outlier in a thousand out of the 99th percentile", () => {
  const lateness = new Lateness();
  for (let index = 0; index < 999; index++) lateness.add(0);
  lateness.add(5000);
  assert.deepEqual(lateness.summary(), { maxMs: 5000, p99Ms: 0.1 });
});
