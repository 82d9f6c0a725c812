import assert from "node:assert/strict";
import type { RowBlock, SourceRow } from "../../pipeline/source/mod.ts";
import { rounds } from "../../pipeline/source/rounds.ts";
import { collect } from "./fixture.ts";

const HOUR_MS = 3_600_000;

/** Readings at these hours of 1970-01-01 onwards; a malformed line where there is none. */
const block = (...atHours: (number | null)[]): RowBlock => ({
  rows: atHours.map((hour, index): SourceRow =>
    hour === null
      ? { kind: "malformed", sourceLine: index + 2, timestampMs: null, message: { source_line: index + 2, raw: "x" } }
      : {
        kind: "reading",
        sourceLine: index + 2,
        timestampMs: hour * HOUR_MS,
        message: { station_id: "s", ts: new Date(hour * HOUR_MS).toISOString(), t: 1, source_line: index + 2 },
      }
  ),
  endByte: 1,
});

async function take(blocks: RowBlock[], count: number): Promise<SourceRow[]> {
  const rows: SourceRow[] = [];
  const read = async function* () {
    yield* blocks;
  };
  for await (const block of rounds(read)) {
    rows.push(...block.rows);
    if (rows.length >= count) break;
  }
  return rows;
}

const SHIFTS: { name: string; atHours: number[]; expected: number[] }[] = [
  { name: "one reading", atHours: [5], expected: [5, 29, 53] },
  { name: "a span under a day", atHours: [0, 23], expected: [0, 23, 24, 47, 48, 71] },
  { name: "a span of exactly a day", atHours: [0, 24], expected: [0, 24, 48, 72, 96, 120] },
  { name: "readings out of order", atHours: [30, 0, 24], expected: [30, 0, 24, 78, 48, 72] },
];
for (const { name, atHours, expected } of SHIFTS) {
  Deno.test(`rounds() moves whole days on and repeats no timestamp when there is ${name}`, async () => {
    const rows = await take([block(...atHours)], expected.length);
    assert.deepEqual(rows.map((row) => (row.timestampMs ?? 0) / HOUR_MS), expected);
  });
}

Deno.test("rounds() moves the text of a timestamp too and leaves line and values", async () => {
  const rows = await take([block(18)], 2);
  assert.deepEqual(rows[1]?.message, { station_id: "s", ts: "1970-01-02T18:00:00Z", t: 1, source_line: 2 });
  assert.deepEqual(Object.keys(rows[1]?.message ?? {}), ["station_id", "ts", "t", "source_line"]);
});

Deno.test("rounds() takes the span over all blocks and repeats lines without a timestamp as they are", async () => {
  const rows = await take([block(0, null), block(48)], 6);
  assert.deepEqual(rows.map((row) => row.timestampMs === null ? null : row.timestampMs / HOUR_MS), [
    0,
    null,
    48,
    72,
    null,
    120,
  ]);
});

Deno.test("rounds() repeats a source in which nothing has a timestamp", async () => {
  assert.equal((await take([block(null)], 3)).length, 3);
});

Deno.test("rounds() ends when a round sends nothing", async () => {
  const blocks = await collect(rounds(async function* () {
    yield { rows: [{ kind: "blank" as const, sourceLine: 2, timestampMs: null, message: null }], endByte: 1 };
  }));
  assert.equal(blocks.length, 1);
});

Deno.test("rounds() ends before a timestamp would pass the year 9999", async () => {
  const lastHour = Date.UTC(9999, 11, 31, 23) / HOUR_MS;
  assert.equal((await take([block(lastHour - 24)], 9)).length, 2);
});
