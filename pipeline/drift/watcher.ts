import { fieldIndex, type Plain } from "../forecast/mod.ts";
import { FIELDS } from "../reading/mod.ts";
import type { FieldName } from "../series/mod.ts";
import type { Detector, Verdict } from "./detector.ts";
import { expectedErrors } from "./estimate.ts";
import { type Fields, PAIRS, ratioHours } from "./ratio.ts";
import { DETECTORS, nameOf } from "./watched.ts";
import type { Watchlist, WatchlistStream } from "./watchlist.ts";

/** What is known of a station at one of its readings. */
export interface WatchedHour {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly ts: number;
  /** The measurements, in the order of `FIELDS`. */
  readonly values: readonly (number | null)[];
  /** By the digest of a model's file what it says of the next hour, and how wrong it was about this one. */
  readonly models: ReadonlyMap<string, WatchedForecast>;
}

/** A model's part in an hour; null where there is no such number. */
export interface WatchedForecast {
  readonly value: number | null;
  /** How far the forecast is from the last observed value. */
  readonly step: number | null;
  /** Forecast of this hour less its observed value. */
  readonly error: number | null;
}

/** An alarm of a detector. */
export interface Raised {
  readonly detector: string;
  readonly watched: WatchlistStream["watched"];
  readonly target: string;
  readonly model: string | null;
  readonly modelDigest: string | null;
  readonly statistic: number;
  readonly threshold: number;
  /** Observed values that the statistic rests on, the reading's own the newest. */
  readonly rows: number;
}

/** The state of a watcher: that of each detector, in the order of the watchlist. Plain data. */
export type WatcherState = Plain[];

/** Watches the readings of one station, one after the other. */
export interface Watcher {
  init(): WatcherState;
  /** Takes the station's next hour, and changes `state` in place. */
  update(state: WatcherState, hour: WatchedHour): Raised[];
}

/**
 * The detectors of a watchlist at work: the same values in the same order raise the same alarms, on the stream and in batch.
 *
 * @example
 * ```ts
 * import { watcherOf } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const stream = {
 *   watched: "error" as const, target: "co_gt", model: "ridge", model_digest: "d", relation: null,
 *   clean: { mean: 0, sd: 1, sorted: [] }, detectors: [{ detector: "cusum", threshold: 5 }],
 * };
 * const watcher = watcherOf({ clean_from: "1969-12-01T00:00:00Z", cut: "1969-12-31T23:00:00Z", station: "a", streams: [stream], skipped: [] });
 * const state = watcher.init();
 * const off = { ts: 0, values: [], models: new Map([["d", { value: 3, step: 0, error: 3 }]]) };
 * assert.deepEqual([1, 2, 3].map(() => watcher.update(state, off).length), [0, 0, 1]);
 * ```
 */
export function watcherOf({ streams, clean_from, cut }: Watchlist): Watcher {
  const fromMs = Date.parse(clean_from), cutMs = Date.parse(cut);
  const watches = streams.flatMap((stream) =>
    stream.detectors.map(({ detector, threshold }) => ({
      stream,
      threshold,
      detector: detectorOf(stream, detector, threshold),
    }))
  );
  return {
    init: () => watches.map(({ detector }) => detector.init()),
    update(state, hour) {
      if (hour.ts < fromMs) return [];
      const fields = fieldsOf(hour.values);
      const values = new Map(streams.map((stream) => [stream, valueOf(stream, hour, fields)]));
      return watches.flatMap(({ stream, threshold, detector }, at): Raised[] => {
        const verdict: Verdict = detector.update(state[at]!, values.get(stream)!);
        if (!verdict.alarm || verdict.statistic === null || hour.ts <= cutMs) return [];
        const { watched, target, model, model_digest } = stream, { statistic, rows } = verdict;
        return [{
          detector: detector.name,
          watched,
          target,
          model,
          modelDigest: model_digest,
          statistic,
          threshold,
          rows,
        }];
      });
    },
  };
}

function detectorOf({ watched, clean }: WatchlistStream, name: string, threshold: number): Detector {
  const kind = DETECTORS[watched].find((each) => each.name === name)!;
  return kind.make({ ...clean, sorted: Float64Array.from(clean.sorted) }, threshold);
}

/** NaN where it is missing. */
function valueOf(
  { watched, target, model_digest, relation }: WatchlistStream,
  { values, models }: WatchedHour,
  fields: Fields,
): number {
  const forecast = models.get(model_digest ?? "");
  switch (watched) {
    case "input":
      return values[fieldIndex(target as FieldName)] ?? NaN;
    case "ratio": {
      const pair = PAIRS.find((each) => nameOf(each) === target)!;
      return ratioHours(fields, pair, relation!)[0]!;
    }
    case "estimated_error":
      return expectedErrors(relation!, one(forecast?.value), one(forecast?.step))[0]!;
    case "error":
      return forecast?.error ?? NaN;
    case "absolute_error":
      return Math.abs(forecast?.error ?? NaN);
  }
}

const one = (value: number | null | undefined): Float64Array => Float64Array.of(value ?? NaN);

/** The measurements of one hour as a series of it. */
const fieldsOf = (values: readonly (number | null)[]): Fields =>
  Object.fromEntries(FIELDS.map(({ name }, at) => [name, one(values[at])])) as unknown as Fields;
