import assert from "node:assert/strict";
import { AIR_RULES } from "../../pipeline/watch/air/rules.ts";
import { AirSeries } from "../../pipeline/watch/live/air_series.ts";

const HOUR = 3_600_000, START = Date.UTC(2005, 0, 3);
const message = (value: unknown) => ({
  value: new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value)),
});
const timeOf = (hour: number) => new Date(START + hour * HOUR).toISOString().replace(".000", "");

const forecast = (hour: number, change: Record<string, unknown> = {}) =>
  message({
    ...{ station_id: "a", origin_ts: timeOf(hour), target_ts: timeOf(hour + 1), target: "no2_gt", role: "champion" },
    ...{ value: 100 + hour, low: 90, high: 120, refusal: null, fallback: null, observed: 50 + hour },
    ...change,
  });

function seriesOf(messages: { value: Uint8Array }[]): AirSeries {
  const series = new AirSeries(AIR_RULES);
  for (const each of messages) series.addForecast(each);
  return series;
}

Deno.test("AirSeries puts what was observed beside what was forecast for the same hour", () => {
  const { points, station, unit, limit } = seriesOf([forecast(0), forecast(1)]).view(null, "no2_gt");
  assert.deepEqual([station, unit, limit], ["a", "µg/m³", { name: "no2_hour", over: 200, hours: 1 }]);
  assert.deepEqual(points, [
    { ts: START, observed: 50, forecast: null, low: null, high: null },
    { ts: START + HOUR, observed: 51, forecast: 100, low: 90, high: 120 },
    { ts: START + 2 * HOUR, observed: null, forecast: 101, low: 90, high: 120 },
  ]);
});

Deno.test("AirSeries keeps three days, in order, and takes no late reading", () => {
  const series = seriesOf(Array.from({ length: 200 }, (_, hour) => forecast(hour)));
  series.addForecast(forecast(5, { observed: 999 }));
  const { points } = series.view("a", "no2_gt");
  assert.equal(points.length, 72);
  assert.equal(points.at(-1)!.ts, START + 200 * HOUR);
  assert.ok(points.every(({ observed }) => observed !== 999));
});

Deno.test("AirSeries passes over challengers, refusals and what is no forecast", () => {
  const bad = [
    forecast(0, { role: "challenger" }),
    forecast(0, { station_id: null }),
    forecast(0, { target: "ozone" }),
    forecast(0, { origin_ts: "yesterday" }),
    ...["", "[]", "null", "7", "{"].map(message),
  ];
  assert.equal(seriesOf(bad).view(null, "no2_gt").stations, 0);
  const refused = seriesOf([forecast(0, { refusal: "late_reading", value: null })]).view("a", "no2_gt");
  assert.deepEqual(refused.points.map(({ forecast }) => forecast), [null]);
});

Deno.test("AirSeries shows a station's alarms, newest first, with counts of what is watched", () => {
  const series = new AirSeries(AIR_RULES);
  const alarm = (hour: number, station_id: string) =>
    message({
      ...{ station_id, ts: timeOf(hour), detector: "cusum", watched: "error", target: "no2_gt" },
      ...{ statistic: 9, threshold: 5, rows: 24 },
    });
  for (const each of [alarm(1, "a"), alarm(2, "a"), alarm(3, "c"), message({ station_id: "a" })]) series.addAlarm(each);
  for (const each of [forecast(0), forecast(0, { station_id: "b" })]) series.addForecast(each);
  const { alarms, drift } = series.view("a", "co_gt");
  assert.deepEqual(alarms.map(({ ts }) => ts), [timeOf(2), timeOf(1)]);
  assert.deepEqual(drift, { "error no2_gt": 2 });
  assert.deepEqual(series.view("b", "co_gt").alarms, []);
});

Deno.test("AirSeries of 1,000 stations shows one of them: a view is as large as the names and three days", () => {
  const series = new AirSeries(AIR_RULES), names = Array.from({ length: 1_000 }, (_, at) => `station-${1_000 + at}`);
  for (let hour = 0; hour < 72; hour++) {
    for (const station_id of names) series.addForecast(forecast(hour, { station_id }));
  }
  const view = series.view("station-1500", "no2_gt");
  assert.deepEqual([view.stations, view.names.length, view.station, view.points.length], [
    1_000,
    1_000,
    "station-1500",
    72,
  ]);
  assert.ok(JSON.stringify(view).length < 40_000);
});
