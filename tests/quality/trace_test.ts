import assert from "node:assert/strict";
import { type TracedRow, type TraceQuery, traceRows } from "../../pipeline/quality/mod.ts";
import { compact } from "../support/feed.ts";
import { filesOf } from "../support/lake.ts";
import { type Accepted, type Rejected, withLake } from "./fixture.ts";

const ACCEPTED: Accepted[] = [
  { at: "2004-03-10T18:00:00Z", offset: 0 },
  { at: "2004-03-10T19:00:00Z", offset: 1, outOfRange: { nox_gt: 6000 } },
  { at: "2004-03-11T00:00:00Z", offset: 2, station: "b", outOfRange: { no2_gt: 2000, nox_gt: 7000 } },
  { at: "2004-03-11T01:00:00Z", offset: 0, partition: 1, station: "c", values: { co_gt: null, no2_gt: 9.5 } },
];
const REJECTED: Rejected[] = [
  { at: "2004-03-10T20:00:00Z", offset: 3, codes: ["no_pollutant"], value: "one" },
  { offset: 4, codes: ["schema_violation", "no_pollutant"], value: "two" },
  { offset: 5, codes: ["not_json"], got: '"code":"tombstone","field":"ts"', value: "three" },
  { at: "2004-03-11T23:59:59Z", offset: 1, partition: 1, codes: ["duplicate"], value: "four" },
];
const ROWS = { accepted: ACCEPTED, rejected: REJECTED };

const placesOf = (rows: readonly TracedRow[]) => rows.map(({ partition, offset }) => `${partition}:${offset}`);

const CASES: [string, Omit<TraceQuery, "limit">, string[]][] = [
  ["a rule, first or not", { rule: "no_pollutant" }, ["0:3", "0:4"]],
  ["a rule and its field", { rule: "duplicate", field: "ts" }, ["1:1"]],
  ["no rejection for a field that is not the rule's", { rule: "duplicate", field: "co_gt" }, []],
  ["no value that looks like a reason", { rule: "tombstone" }, []],
  ["a note", { note: "out_of_range" }, ["0:1", "0:2"]],
  ["a note of a field that is not the first", { note: "out_of_range", field: "nox_gt" }, ["0:1", "0:2"]],
  ["a note of a field", { note: "out_of_range", field: "no2_gt" }, ["0:2"]],
  ["no note by the beginning of its name", { note: "out_of" }, []],
  ["no note of a field by the beginning of its name", { note: "out_of_range", field: "no2" }, []],
  ["a field in reasons and notes", { field: "nox_gt" }, ["0:1", "0:2"]],
  ["a line, wherever it came to be", { line: 3 }, ["0:1", "1:1"]],
  ["a place", { at: { partition: 1, offset: 0 } }, ["1:0"]],
  ["a place that was rejected", { at: { partition: 0, offset: 5 } }, ["0:5"]],
  ["no place that is not there", { at: { partition: 7, offset: 5_000_000_000 } }, []],
  ["a date from its first moment to its last", { from: "2004-03-11", to: "2004-03-11" }, ["0:2", "1:0", "1:1"]],
  ["a station", { station: "b" }, ["0:2"]],
  ["a note of a station on a date", { note: "out_of_range", station: "b", to: "2004-03-10" }, []],
  ["what was rejected", { outcome: "rejected", from: "2004-03-11" }, ["1:1"]],
  ["what was accepted", { outcome: "accepted" }, ["0:0", "0:1", "0:2", "1:0"]],
  ["what is valid", { outcome: "valid" }, ["0:0", "1:0"]],
  ["what is suspect", { outcome: "suspect", from: "2004-03-11" }, ["0:2"]],
  ["readings without a value of a measurement", { missing: "nox_gt" }, ["0:1", "0:2"]],
  ["readings without any value", { missing: "any", to: "2004-03-10" }, ["0:1"]],
  ["a reading whose value was missing", { missing: "co_gt" }, ["1:0"]],
  ["values over a limit", { over: { field: "no2_gt", value: 9.5 } }, ["0:0", "0:1"]],
  ["no value that is the limit", { over: { field: "co_gt", value: 10 } }, []],
  ["an hour of the day", { line: 2, hour: 18 }, ["0:0"]],
  ["a weekday", { outcome: "rejected", weekday: 3 }, ["1:1"]],
];
for (const [what, query, expected] of CASES) {
  Deno.test(`traceRows() finds ${what}`, () =>
    withLake(ROWS, async (lakeDir) => {
      const { rows, total } = await traceRows(lakeDir, { ...query, limit: 20 });
      assert.deepEqual(placesOf(rows), expected);
      assert.equal(total, expected.length);
    }));
}

Deno.test("traceRows() tells all of a row", () =>
  withLake(ROWS, async (lakeDir) => {
    const of = async (at: TraceQuery["at"]) => (await traceRows(lakeDir, { at, limit: 1 })).rows[0];
    assert.deepEqual(await of({ partition: 0, offset: 3 }), {
      kind: "rejected",
      sourceLine: 5,
      partition: 0,
      offset: 3,
      stationId: null,
      ts: "2004-03-10T20:00:00Z",
      reasons: [{ code: "no_pollutant", field: "ts", expected: "something else", got: "x" }],
      notes: [],
      missing: [],
      value: "one",
    });
    assert.deepEqual(await of({ partition: 0, offset: 2 }), {
      kind: "accepted",
      sourceLine: 4,
      partition: 0,
      offset: 2,
      stationId: "b",
      ts: "2004-03-11T00:00:00Z",
      reasons: [],
      notes: ["out_of_range:no2_gt=2000", "out_of_range:nox_gt=7000"],
      missing: ["nox_gt", "no2_gt"],
      value: null,
    });
  }));

Deno.test("traceRows() gives the first rows of accepted and rejected together, and counts the rest", () =>
  withLake({ ...ROWS, rowsAPart: 1 }, async (lakeDir) => {
    const { rows, total } = await traceRows(lakeDir, { to: "2004-03-10", limit: 2 });
    assert.deepEqual([placesOf(rows), total], [["0:0", "0:1"], 3]);
  }));

Deno.test("traceRows() finds the same in a compacted lake", () =>
  withLake({ ...ROWS, rowsAPart: 1 }, async (lakeDir) => {
    const query = { from: "2004-03-11", limit: 20 };
    const before = await traceRows(lakeDir, query);
    assert.equal((await compact(lakeDir)).filesAfter, 2);
    assert.deepEqual(await traceRows(lakeDir, query), before);
  }));

Deno.test("traceRows() finds nothing where one kind or all is missing", async () => {
  await withLake({ accepted: ACCEPTED }, async (lakeDir) => {
    assert.equal((await traceRows(lakeDir, { rule: "duplicate", limit: 5 })).total, 0);
    assert.equal((await traceRows(lakeDir, { line: 2, limit: 5 })).total, 2);
  });
  await withLake({}, async (lakeDir) => assert.equal((await traceRows(lakeDir, { line: 2, limit: 5 })).total, 0));
});

Deno.test("traceRows() says that a file is damaged", () =>
  withLake(ROWS, async (lakeDir) => {
    const [path] = await filesOf(lakeDir, "silver");
    await Deno.writeTextFile(path!, "PAR1 no more");
    await assert.rejects(traceRows(lakeDir, { line: 2, limit: 5 }), { code: "lake_mismatch" });
  }));
