import assert from "node:assert/strict";
import { addVerdict, emptyTally, judge } from "../../pipeline/validate/mod.ts";

const verdictOf = (reading: unknown) =>
  judge({ partition: 0, offset: 0, value: new TextEncoder().encode(JSON.stringify(reading)) }, () => false);

Deno.test("addVerdict() counts accepted, suspect, missing by hour and out of range by field", () => {
  const tally = emptyTally();
  addVerdict(tally, verdictOf({ station_id: "a", ts: "2004-03-10T18:00:00Z", co_gt: 1, t: 99 }));
  addVerdict(tally, verdictOf({ station_id: "a", ts: "1969-12-31T23:30:00Z", co_gt: 1, t: 9 }));
  assert.deepEqual([tally.accepted, tally.suspect, tally.rejected], [2, 1, 0]);
  assert.equal(tally.outOfRangeByField.t, 1);
  assert.equal(tally.missingByFieldAndHour.t?.[18], 0);
  assert.equal(tally.missingByFieldAndHour.rh?.[18], 1);
  assert.equal(tally.missingByFieldAndHour.rh?.[23], 1);
});

Deno.test("addVerdict() counts a rejection once, by its first reason", () => {
  const tally = emptyTally();
  addVerdict(tally, verdictOf({ station_id: "a", ts: "never", co_gt: "x" }));
  assert.equal(tally.rejected, 1);
  assert.deepEqual(tally.rejectedByReason, { schema_violation: 1 });
});
