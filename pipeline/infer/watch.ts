import { createHash } from "node:crypto";
import { PipelineError, readTextIfThere } from "../common/mod.ts";
import {
  parseWatchlist,
  type WatchedForecast,
  type Watcher,
  watcherOf,
  type WatcherState,
  WATCHLIST,
} from "../drift/mod.ts";
import type { AlarmRow } from "./alarm_row.ts";
import { keepServed, readServed, servedDigests } from "./served.ts";
import type { CleanMessage } from "./clean_message.ts";
import type { ForecastRow } from "./forecast_row.ts";

/** Detectors at work on one station, with what they were calibrated to. */
export interface Watch {
  /** SHA-256 of the watchlist's file. */
  readonly digest: string;
  readonly station: string;
  readonly watcher: Watcher;
}

/** What a station's state holds of its detectors. */
export type WatchState = {
  digest: string;
  /** The first clean offset at which these detectors raise alarms: what came before, they have only seen. */
  fromOffset: number;
  detectors: WatcherState;
};

/** Loads the watchlist for a forecaster, and keeps its file under its digest in `models/served/`. @throws {PipelineError} `model_mismatch` */
export async function serveWatch(lakeDir: string): Promise<Watch | null> {
  const text = await readTextIfThere(`${lakeDir}/models/${WATCHLIST}`) ?? null, watch = watchOfFile(lakeDir, text);
  if (watch !== null) await keepServed(lakeDir, watch.digest, "watch.json", text!);
  return watch;
}

/** All watchlists that have served, in the order of their digests. */
export async function servedWatches(lakeDir: string): Promise<Watch[]> {
  const digests = await servedDigests(lakeDir, "watch.json");
  return await Promise.all(digests.map(async (digest) => watchOf((await readServed(lakeDir, digest, "watch.json"))!)));
}

/** A watch from the text of its file. */
export function watchOf(text: string): Watch {
  const watchlist = parseWatchlist(text);
  return {
    digest: createHash("sha256").update(text).digest("hex"),
    station: watchlist.station,
    watcher: watcherOf(watchlist),
  };
}

function watchOfFile(lakeDir: string, text: string | null): Watch | null {
  try {
    return text === null ? null : watchOf(text);
  } catch (cause) {
    throw new PipelineError(
      "model_mismatch",
      `Cannot read ${lakeDir}/models/${WATCHLIST} as a watchlist: it was changed or is of another version`,
      { hint: "make it again: deno task train", cause },
    );
  }
}

/** The state of a station's detectors before their first reading; null where the station is not watched. */
export const initWatch = (watch: Watch | null, station: string, fromOffset: number): WatchState | null =>
  watch?.station !== station ? null : { digest: watch.digest, fromOffset, detectors: watch.watcher.init() };

/** Hands a reading and its forecasts to the detectors, whose states change in place. */
export function raiseAlarms(
  { digest, watcher }: Watch,
  state: WatchState,
  { stationId, hour, rawPartition, rawOffset }: CleanMessage,
  rows: readonly ForecastRow[],
  lastOf: (target: ForecastRow["target"]) => number | null,
): AlarmRow[] {
  const { kafka_partition, kafka_offset } = rows[0]!;
  const models = new Map(rows.map((row): [string, WatchedForecast] => {
    const value = row.refusal === null ? row.value : null, last = lastOf(row.target);
    const step = value === null || last === null ? null : Math.abs(value - last);
    return [row.model_digest, { value, step, error: row.error }];
  }));
  const raised = watcher.update(state.detectors, { ts: hour.ts, values: hour.values, models });
  if (kafka_offset < state.fromOffset) return [];
  return raised.map((alarm): AlarmRow => ({
    station_id: stationId,
    ts: hour.ts,
    detector: alarm.detector,
    watched: alarm.watched,
    target: alarm.target,
    model: alarm.model,
    model_digest: alarm.modelDigest,
    statistic: alarm.statistic,
    threshold: alarm.threshold,
    rows: alarm.rows,
    watch_digest: digest,
    kafka_partition,
    kafka_offset,
    raw_partition: rawPartition,
    raw_offset: rawOffset,
  }));
}
