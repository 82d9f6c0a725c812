import assert from "node:assert/strict";
import {
  CleanRows,
  emptyTally,
  RecentReadings,
  SeenReadings,
  type Tally,
  tallyAccepted,
  tallyRejected,
  Validator,
} from "../../pipeline/validate/mod.ts";

/** What is counted of some readings. */
function tallyOf(...readings: unknown[]): Tally {
  const tally = emptyTally(), rows = new CleanRows(false);
  const validator = new Validator({ seen: new SeenReadings(), recent: new RecentReadings() });
  for (const [offset, reading] of readings.entries()) {
    const value = new TextEncoder().encode(JSON.stringify(reading));
    const rejection = validator.validate({ partition: 0, offset, value }, rows);
    if (rejection === null) tallyAccepted(tally, rows, rows.length - 1);
    else tallyRejected(tally, rejection);
  }
  return tally;
}

Deno.test("tallyAccepted() counts accepted, suspect, missing by hour and out of range by field", () => {
  const tally = tallyOf(
    { station_id: "a", ts: "2004-03-10T18:00:00Z", co_gt: 1, t: 99 },
    { station_id: "a", ts: "2004-03-10T23:30:00Z", co_gt: 1, t: 9 },
  );
  assert.deepEqual([tally.accepted, tally.suspect, tally.rejected], [2, 1, 0]);
  assert.equal(tally.outOfRangeByField.t, 1);
  assert.equal(tally.missingByFieldAndHour.t?.[18], 0);
  assert.equal(tally.missingByFieldAndHour.rh?.[18], 1);
  assert.equal(tally.missingByFieldAndHour.rh?.[23], 1);
});

Deno.test("tallyRejected() counts a rejection once, by its first reason", () => {
  const tally = tallyOf({ station_id: "a", ts: "never", co_gt: "x" });
  assert.equal(tally.rejected, 1);
  assert.deepEqual(tally.rejectedByReason, { schema_violation: 1 });
});
