import assert from "node:assert/strict";
import { parseWatchlist, studyDrift, watcherOf, watchlistOf } from "../../pipeline/drift/mod.ts";
import { hourAt } from "../../pipeline/forecast/mod.ts";
import { type HourlySeries, timestampMs } from "../../pipeline/series/mod.ts";
import { FIRST_MS, madeHours } from "../support/hours.ts";

const HOUR = 3_600_000, CUT = FIRST_MS + (5 + 24 * 100) * HOUR; // the last hour of a day

/** Hours whose NO2 rises by half after the cut. */
function shifted(): HourlySeries {
  const hours = madeHours(24 * 150);
  hours.fields.no2_gt.forEach((value, at) => {
    if (timestampMs(hours, at) > CUT) hours.fields.no2_gt[at] = 1.5 * value;
  });
  return { ...hours, late: 0, doubled: 0, offHour: 0, notes: new Map() };
}

Deno.test("watcherOf() raises, hour by hour, the alarms of inputs and ratios that studyDrift() finds in the series", () => {
  const series = shifted(), options = { cutMs: CUT, seed: 1, years: 3 };
  const study = studyDrift(series, { ...options, fitted: [], runs: 1 });
  // Through text, as it is kept in a file.
  const watchlist = parseWatchlist(JSON.stringify(watchlistOf(series, { ...options, used: [] })));
  const watcher = watcherOf(watchlist);
  let state = watcher.init();
  const raised: string[] = [];
  for (let at = 0; at < series.length; at++) {
    const hour = hourAt(series, at);
    for (const alarm of watcher.update(state, { ...hour, models: new Map() })) {
      raised.push(
        `${
          new Date(hour.ts).toISOString().replace(".000", "")
        } ${alarm.detector} ${alarm.watched} ${alarm.target} ${alarm.statistic} ${alarm.rows}`,
      );
    }
    if (at % 500 === 0) state = JSON.parse(JSON.stringify(state));
  }
  const expected = study.alarms.map((alarm) =>
    `${alarm.ts} ${alarm.detector} ${alarm.watched} ${alarm.target} ${alarm.statistic} ${alarm.rows}`
  );
  assert.deepEqual(raised.sort(), expected.sort());
  assert.ok(raised.some((text) => text.includes(" ratio no2_gt/nox_gt ")), raised.join("\n"));
});

Deno.test("watchlistOf() has the thresholds of studyDrift(), says what it skipped, and no threshold of always and never", () => {
  const series = shifted();
  series.fields.nmhc_gt.fill(NaN);
  const options = { cutMs: CUT, seed: 1, years: 3 };
  const { streams, skipped } = watchlistOf(series, { ...options, used: [] });
  const study = studyDrift(series, { ...options, fitted: [], runs: 1 });
  for (const { watched, target, detectors } of streams) {
    const same = study.streams.find((each) => each.watched === watched && each.target === target)!;
    assert.deepEqual(
      detectors.map(({ detector, threshold }) => [detector, threshold]),
      same.detectors.map(({ detector, threshold }) => [detector, threshold]),
    );
  }
  assert.deepEqual(skipped, [{
    watched: "input",
    target: "nmhc_gt",
    reason: "expected 240 observed values in the month before the cut, got 0",
  }]);
});
