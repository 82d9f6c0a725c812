import assert from "node:assert/strict";
import { LetterCount } from "../../pipeline/dlq/summary.ts";
import { letterOf, textReading } from "./fixture.ts";

Deno.test("LetterCount counts by rule, field and day, and which rules occur together", () => {
  const count = new LetterCount();
  const values = [textReading(0), textReading(1), textReading(30), { ...textReading(0), ts: "x" }, {
    station_id: "s",
    ts: "x",
  }, null];
  for (const [offset, value] of values.entries()) count.add(letterOf({ value, offset }));
  assert.deepEqual(count.summary(), {
    letters: 6,
    foreign: 0,
    rules: [
      { code: "tombstone", primary: 1, any: 1 },
      { code: "schema_violation", primary: 4, any: 4 },
      { code: "bad_timestamp", primary: 1, any: 2 },
      { code: "no_pollutant", primary: 0, any: 1 },
    ],
    fields: [{ field: "co_gt", letters: 4 }, { field: "", letters: 2 }, { field: "ts", letters: 2 }],
    days: [{ date: "2004-03-10", letters: 2 }, { date: "2004-03-11", letters: 1 }],
    undated: 3,
    together: [[1, 0, 0, 0], [0, 4, 1, 0], [0, 1, 2, 1], [0, 0, 1, 1]],
  });
});
