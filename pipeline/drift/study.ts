import type { Fitted, Target } from "../forecast/mod.ts";
import { formatTimestamp } from "../reading/mod.ts";
import { type HourlySeries, timestampMs } from "../series/mod.ts";
import { observedOf } from "../stats/mod.ts";
import { compare } from "./comparison.ts";
import { forecastHours } from "./errors.ts";
import { monthlyEstimates } from "./estimate.ts";
import { explainerOf } from "./explain.ts";
import { cleanMonthOf } from "./clean_month.ts";
import type { Alarm, DriftResult, StreamFacts } from "./result.ts";
import { equalSeasons } from "./season.ts";
import { delayTable, falseAlarmTable } from "./tables.ts";
import { type Effort, type Trial, watchStream } from "./watch.ts";
import { type WatchedStream, watchedStreams } from "./watched.ts";

/** What to study, and how thoroughly. */
export interface DriftOptions extends Effort {
  /** The last hour of the reference, the last of a day, in milliseconds since 1970-01-01 UTC. */
  readonly cutMs: number;
  /** The models whose errors are watched, fitted up to the cut. */
  readonly fitted: readonly { readonly target: Target; readonly model: Fitted }[];
  /** What stands under `silver_digest`. */
  readonly silverDigest?: string | null;
  /** Called after each stream. */
  readonly onStream?: (facts: StreamFacts) => void;
}

/**
 * Everything about drift in one station's series: the parts before and after the cut compared, detectors calibrated on the month before
 * it and tried, their alarms after it, and what each means. The same series and options give the same result to the bit.
 *
 * @throws {PipelineError} `usage` where the cut leaves less than a month before it or nothing after it
 *
 * @example
 * ```ts
 * import { studyDrift } from "./mod.ts";
 * import { FIELDS } from "../reading/mod.ts";
 * import type { HourlySeries } from "../series/mod.ts";
 * import assert from "node:assert/strict";
 * const length = 120 * 24, wave = Float64Array.from({ length }, (_, hour) => 10 + (hour * 7) % 11);
 * const series = {
 *   stationId: "a", startMs: 0, length, present: new Uint8Array(length).fill(1), late: 0, doubled: 0, offHour: 0, notes: new Map(),
 *   fields: Object.fromEntries(FIELDS.map(({ name }) => [name, wave])) as HourlySeries["fields"],
 * };
 * const cutMs = 90 * 86_400_000 - 3_600_000;
 * const result = studyDrift(series, { cutMs, fitted: [], seed: 1, years: 1, runs: 1 });
 * assert.ok(result.inputs.year.co_gt!.psi! < 0.01);
 * assert.equal(result.cut, "1970-03-31T23:00:00Z");
 * ```
 */
export function studyDrift(series: HourlySeries, options: DriftOptions): DriftResult {
  const { cutMs, fitted } = options;
  const [monthStart, monthEnd] = cleanMonthOf(series, cutMs);
  const forecasts = fitted.map(({ target, model }) => forecastHours(model, target, series, cutMs));
  const streams = watchedStreams(series, forecasts, monthStart, monthEnd);
  const seasons = equalSeasons(series, cutMs), explainer = explainerOf(series, streams, seasons, monthEnd);
  const trials = streams.map((stream) => {
    const tried = watchStream(stream, monthStart, monthEnd, options);
    options.onStream?.(factsOf(stream, tried, options.years));
    return { stream, tried };
  });
  const done = trials.flatMap(({ stream, tried }) => "reason" in tried ? [] : [{ stream, tried }]);
  const day = (index: number) => formatTimestamp(timestampMs(series, index)).slice(0, 10);
  const period = (from: number, to: number) => ({ first: day(from), last: day(to - 1) });
  const of = ([first, last]: readonly [string, string]) => ({ first, last });
  return {
    silver_digest: options.silverDigest ?? null,
    station: series.stationId,
    cut: formatTimestamp(cutMs),
    models: [...new Set(fitted.map(({ model }) => model.name))],
    periods: {
      clean: period(monthStart, monthEnd),
      year: { reference: period(0, monthEnd), current: period(monthEnd, series.length) },
      season: "reason" in seasons ? null : { reference: of(seasons.reference), current: of(seasons.current) },
      season_reason: "reason" in seasons ? seasons.reason : null,
    },
    inputs: {
      year: Object.fromEntries(
        Object.entries(series.fields).map(([name, values]) => [
          name,
          compare(observedOf(values.subarray(0, monthEnd)), observedOf(values.subarray(monthEnd))),
        ]),
      ),
      season: explainer.inputs,
    },
    ratios: { season: explainer.ratios },
    streams: trials.map(({ stream, tried }) => factsOf(stream, tried, options.years)),
    alarms: done.flatMap(({ stream, tried }) => alarmsOf(series, stream, tried, explainer.explain))
      .sort((a, b) => a.ts < b.ts ? -1 : a.ts > b.ts ? 1 : 0),
    false_alarms: falseAlarmTable(done.flatMap(({ tried }) => tried), options.years),
    delays: delayTable(done.flatMap(({ tried }) => tried), options.runs),
    estimates: forecasts.flatMap((each) => monthlyEstimates(each, series, monthStart, monthEnd)),
  };
}

function factsOf(
  { watched, target, model }: WatchedStream,
  tried: Trial[] | { reason: string },
  years: number,
): StreamFacts {
  if ("reason" in tried) return { watched, target, model, reason: tried.reason, detectors: [] };
  const detectors = tried.map(({ kind, threshold, falseAlarms, alarms }) => ({
    detector: kind.name,
    threshold,
    false_alarms_per_year: falseAlarms / years,
    alarms: alarms.length,
  }));
  return { watched, target, model, reason: null, detectors };
}

/** The alarms of real detectors; `always` has one an hour, and none means anything. */
function alarmsOf(
  series: HourlySeries,
  stream: WatchedStream,
  trials: readonly Trial[],
  explain: (stream: WatchedStream, at: number) => Pick<Alarm, "meaning" | "because">,
): Alarm[] {
  const hour = (index: number) => formatTimestamp(timestampMs(series, index));
  return trials.filter(({ kind }) => kind.ownRate === null).flatMap(({ kind, threshold, alarms }) =>
    alarms.map(({ at, since, statistic, rows }): Alarm => ({
      detector: kind.name,
      watched: stream.watched,
      target: stream.target,
      model: stream.model,
      ts: hour(at),
      statistic,
      threshold,
      rows,
      since: hour(since),
      ...explain(stream, at),
    }))
  );
}
