import assert from "node:assert/strict";
import { AIR_RULES, type AirChange, type AirRule, AirWatch, parseAlertConfig } from "../../../pipeline/watch/mod.ts";

const HOUR = 3_600_000;

interface Said {
  observed?: number | null;
  forecast?: number | null;
  upper?: number | null;
}

/** A watch that is given the hours of one station, one after the other. */
function watched(rules: readonly AirRule[], hours: readonly Said[], field: AirRule["field"] = "no2_gt") {
  const changes: AirChange[] = [], watch = new AirWatch(rules, (change) => void changes.push(change));
  hours.forEach(({ observed = null, forecast = null, upper = null }, at) =>
    watch.add([{ station: "a", ts: at * HOUR, field, observed, forecast, upper }])
  );
  const value = (name: string, labels: Record<string, string>) =>
    watch.values().find((each) =>
      each.name === name && Object.entries(labels).every(([key, text]) => each.labels?.[key] === text)
    )?.value;
  return { watch, changes, value };
}

const said = (text: string): AirRule => parseAlertConfig(`{"air": [${text}]}`, "test").air[0]!;

Deno.test("AirWatch counts hours over the limit, hits, misses, false alarms and warned onsets of the forecast an hour before", () => {
  const { value } = watched(AIR_RULES, [
    { observed: 150, forecast: 210 },
    { observed: 220, forecast: 190 }, // hit, an onset that was warned of
    { observed: 230, forecast: 205 }, // miss, in the middle
    { observed: 120, forecast: 100 }, // false alarm
    { observed: 250, forecast: 260 }, // miss, an onset
    { observed: null, forecast: 210 }, // never known: not scored
    { observed: 180, forecast: 100 }, // false alarm
  ]);
  const rule = "no2_next_hour";
  const outcome = (outcome: string) => value("airquality_air_warnings_total", { rule, outcome });
  assert.deepEqual([outcome("hit"), outcome("miss"), outcome("false_alarm")], [1, 2, 2]);
  const onset = (outcome: string) => value("airquality_air_onsets_total", { rule, outcome });
  assert.deepEqual([onset("warned"), onset("missed")], [1, 1]);
  assert.equal(value("airquality_air_readings_total", { rule: "no2_hour" }), 6);
  assert.equal(value("airquality_air_over_limit_readings_total", { rule: "no2_hour" }), 3);
});

Deno.test("AirWatch says once that a rule is broken, with the worst station, and once that it is no longer", () => {
  const { changes } = watched(AIR_RULES.slice(0, 1), [{ observed: 201 }, { observed: 240.04 }, { observed: 200 }]);
  assert.deepEqual(changes, [
    {
      alert: "no2_hour",
      from: "ok",
      to: "critical",
      message: "no2_gt in an hour is over 200 at 1 station, highest at a: 201.0 at 1970-01-01T00:00:00Z",
    },
    { alert: "no2_hour", from: "critical", to: "ok", message: "no2_gt in an hour is no longer over 200" },
  ]);
});

Deno.test("AirWatch takes the mean of several hours, of which three quarters must be observed", () => {
  const rule = said('{"name": "co", "field": "co_gt", "hours": 8, "over": 10}');
  const six = [12, null, 12, 12, null, 12, 12, 12].map((observed) => ({ observed }));
  assert.equal(watched([rule], six, "co_gt").value("airquality_air_stations", { rule: "co" }), 1);
  assert.equal(watched([rule], six.slice(1), "co_gt").value("airquality_air_stations", { rule: "co" }), 0);
});

Deno.test("AirWatch adds the forecast as the last hour of a mean, or the upper end of its interval", () => {
  const hours = [9, 9, 9, 9, 9, 9, 9].map((observed) => ({ observed, forecast: 16, upper: 18 }));
  const next = (sees: string) => said(`{"name": "next", "field": "co_gt", "hours": 8, "over": 10, "sees": "${sees}"}`);
  const stations = (sees: string) =>
    watched([next(sees)], hours, "co_gt").value("airquality_air_stations", { rule: "next" });
  assert.deepEqual([stations("observed"), stations("forecast"), stations("upper")], [0, 0, 1]);
});

Deno.test("AirWatch takes no late and no doubled reading", () => {
  const { watch, changes } = watched(AIR_RULES, [{ observed: 100 }, { observed: 100 }]);
  for (const ts of [0, HOUR]) {
    watch.add([{ station: "a", ts, field: "no2_gt", observed: 999, forecast: null, upper: null }]);
  }
  assert.deepEqual(changes, []);
});

Deno.test("AirWatch counts stations, and stays broken until the last one is below", () => {
  const { watch, changes, value } = watched(AIR_RULES, [{ observed: 210 }]);
  const of = (station: string, at: number, observed: number) =>
    watch.add([{ station, ts: at * HOUR, field: "no2_gt", observed, forecast: null, upper: null }]);
  of("b", 0, 300);
  assert.equal(value("airquality_air_stations", { rule: "no2_hour" }), 2);
  of("a", 1, 100);
  assert.equal(changes.length, 1);
  of("b", 1, 100);
  assert.equal(changes.length, 2);
});

for (
  const [fault, json] of [
    ["air.0.field", '{"name": "x", "field": "ozone", "over": 1}'],
    ["air.0.over", '{"name": "x", "field": "co_gt", "over": 0}'],
    ["air.0.name", '{"name": "X y", "field": "co_gt", "over": 1}'],
    [
      "air: expected rules of different names",
      '{"name": "x", "field": "co_gt", "over": 1}, {"name": "x", "field": "co_gt", "over": 2}',
    ],
  ] as const
) {
  Deno.test(`parseAlertConfig() refuses a table of air rules, and says where: ${fault}`, () => {
    assert.throws(
      () => parseAlertConfig(`{"air": [${json}]}`, "alerts.json"),
      (error: Error) => error.message.includes(fault),
    );
  });
}
