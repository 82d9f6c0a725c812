import { z } from "zod";
import type { Fitted, Target } from "../forecast/mod.ts";
import { formatTimestamp } from "../reading/mod.ts";
import { type HourlySeries, timestampMs } from "../series/mod.ts";
import { calibrate } from "./calibrate.ts";
import { cleanOf } from "./clean.ts";
import { cleanMonthOf } from "./clean_month.ts";
import { forecastHours } from "./errors.ts";
import { DETECTORS, watchedStreams } from "./watched.ts";

const streamSchema = z.strictObject({
  watched: z.enum(["input", "ratio", "estimated_error", "error", "absolute_error"]),
  /** The field; a ratio is `field/reference`. */
  target: z.string(),
  /** Whose errors they are, by the SHA-256 of its file; both null where no model takes part. */
  model: z.string().nullable(),
  model_digest: z.string().nullable(),
  /** By which values are made of what is observed; null where they are what is observed. */
  relation: z.array(z.number()).nullable(),
  /** The clean month; `sorted` is empty where no detector asks for its values. */
  clean: z.strictObject({ mean: z.number(), sd: z.number(), sorted: z.array(z.number()) }),
  detectors: z.array(z.strictObject({ detector: z.string(), threshold: z.number() })),
});

const watchlistSchema = z.strictObject({
  /** The first hour of the clean month, RFC 3339: detectors see no hour before it. */
  clean_from: z.iso.datetime(),
  /** Its last hour: an alarm is about an hour after it. */
  cut: z.iso.datetime(),
  /** The station it was calibrated on, and so the one that is watched by it. */
  station: z.string(),
  streams: z.array(streamSchema),
  skipped: z.array(z.strictObject({ watched: z.string(), target: z.string(), reason: z.string() })),
});

/** What is watched on the stream, and when it is an alarm: all that detectors need besides their states. */
export type Watchlist = Readonly<z.infer<typeof watchlistSchema>>;

/** One stream of a watchlist. */
export type WatchlistStream = Readonly<z.infer<typeof streamSchema>>;

/** Name of the watchlist in the folder of models. */
export const WATCHLIST = "watch.json";

/** What a watchlist is made from. */
export interface WatchlistInput {
  /** The last hour of the reference, the last of a day, in milliseconds since 1970-01-01 UTC. */
  readonly cutMs: number;
  /** The models that are used, whose errors are watched. */
  readonly used: readonly { readonly target: Target; readonly digest: string; readonly fitted: Fitted }[];
  readonly seed: number;
  /** Years that are drawn for each threshold. */
  readonly years: number;
}

/**
 * Sets up what is watched on the stream, with thresholds calibrated on the month before the cut as in `studyDrift`. The same series and
 * input give the same bytes.
 *
 * @throws {PipelineError} `usage` where the cut leaves less than a month before it or nothing after it
 *
 * @example
 * ```ts
 * import { watchlistOf } from "./mod.ts";
 * import { FIELDS } from "../reading/mod.ts";
 * import { type HourlySeries, timestampMs } from "../series/mod.ts";
 * import assert from "node:assert/strict";
 * const length = 120 * 24, wave = Float64Array.from({ length }, (_, hour) => 10 + (hour * 7) % 11);
 * const series = {
 *   stationId: "a", startMs: 0, length, present: new Uint8Array(length).fill(1), late: 0, doubled: 0, offHour: 0, notes: new Map(),
 *   fields: Object.fromEntries(FIELDS.map(({ name }) => [name, wave])) as HourlySeries["fields"],
 * };
 * const { streams } = watchlistOf(series, { cutMs: 90 * 86_400_000 - 3_600_000, used: [], seed: 1, years: 1 });
 * assert.deepEqual(streams[0]!.detectors.map(({ detector }) => detector), ["psi", "ks"]);
 * ```
 */
export function watchlistOf(series: HourlySeries, { cutMs, used, seed, years }: WatchlistInput): Watchlist {
  const [monthStart, monthEnd] = cleanMonthOf(series, cutMs);
  const forecasts = used.map(({ target, fitted }) => forecastHours(fitted, target, series, cutMs));
  const streams: WatchlistStream[] = [], skipped: { watched: string; target: string; reason: string }[] = [];
  for (const { watched, target, model, relation, values } of watchedStreams(series, forecasts, monthStart, monthEnd)) {
    if ("reason" in values) {
      skipped.push({ watched, target, reason: values.reason });
      continue;
    }
    const month = values.subarray(monthStart, monthEnd), clean = cleanOf(month);
    if ("reason" in clean) {
      skipped.push({ watched, target, reason: clean.reason });
      continue;
    }
    const { mean, sd, sorted } = clean;
    streams.push({
      watched,
      target,
      model,
      model_digest: model === null ? null : used.find((each) => each.target === target)!.digest,
      relation: relation === null ? null : [...relation],
      clean: { mean, sd, sorted: watched === "input" ? [...sorted] : [] },
      detectors: DETECTORS[watched].filter(({ ownRate }) => ownRate === null).map((kind) => ({
        detector: kind.name,
        threshold: calibrate(kind, clean, month, years, seed),
      })),
    });
  }
  const cleanFrom = formatTimestamp(timestampMs(series, monthStart));
  return { clean_from: cleanFrom, cut: formatTimestamp(cutMs), station: series.stationId, streams, skipped };
}

/**
 * Reads a watchlist.
 *
 * @throws {z.ZodError} where it has other keys
 * @example
 * ```ts
 * import { parseWatchlist } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.throws(() => parseWatchlist("{}"), /clean_from/);
 * ```
 */
export const parseWatchlist = (text: string): Watchlist => watchlistSchema.parse(JSON.parse(text));
