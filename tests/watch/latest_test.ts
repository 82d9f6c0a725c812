import assert from "node:assert/strict";
import { LatestReadings } from "../../pipeline/watch/live/latest.ts";

const bytes = (text: string) => ({ value: new TextEncoder().encode(text) });
const reading = (station_id: string, hour: number, no2_gt: number | null, more = {}) =>
  bytes(JSON.stringify({ station_id, ts: `2004-03-10T${String(hour).padStart(2, "0")}:00:00Z`, no2_gt, ...more }));

Deno.test("LatestReadings ranks stations by NO2, those without a value last", () => {
  const latest = new LatestReadings();
  for (const each of [reading("a", 1, 40), reading("b", 1, 220), reading("c", 1, null), reading("d", 1, 0)]) {
    latest.add(each);
  }
  assert.deepEqual(latest.ranking(9).map(({ station, no2 }) => [station, no2]), [["b", 220], ["a", 40], ["d", 0], [
    "c",
    null,
  ]]);
  assert.equal(latest.ranking(2).length, 2);
  assert.equal(latest.stations, 4);
});

Deno.test("LatestReadings keeps a station's newest reading, in whatever order they come", () => {
  const latest = new LatestReadings();
  for (const each of [reading("a", 2, 50), reading("a", 1, 90), reading("a", 3, 10, { row_validity: "suspect" })]) {
    latest.add(each);
  }
  assert.deepEqual(latest.ranking(9), [{ station: "a", ts: "2004-03-10T03:00:00Z", no2: 10, suspect: true }]);
});

for (
  const [what, message] of [
    ["a tombstone", { value: null }],
    ["no JSON", bytes("{")],
    ["null", bytes("null")],
    ["no UTF-8", { value: new Uint8Array([0xff, 0xfe]) }],
    ["no station", bytes('{"ts":"2004-03-10T18:00:00Z"}')],
    ["a station that is an object", bytes('{"station_id":{},"ts":"2004-03-10T18:00:00Z"}')],
    ["no moment", bytes('{"station_id":"a","ts":"yesterday"}')],
    ["a station of 300 letters", reading("a".repeat(300), 1, 1)],
  ] as const
) {
  Deno.test(`LatestReadings passes over ${what}`, () => {
    const latest = new LatestReadings();
    latest.add(message);
    assert.equal(latest.stations, 0);
  });
}

Deno.test("LatestReadings takes a value that is no number for none", () => {
  const latest = new LatestReadings();
  latest.add(bytes('{"station_id":"a","ts":"2004-03-10T18:00:00Z","no2_gt":"<b>9</b>"}'));
  assert.equal(latest.ranking(1)[0]!.no2, null);
});
