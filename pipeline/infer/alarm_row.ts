import { ALARMS, type LakeAt } from "../lake/mod.ts";
import { encodeRow, readRows } from "./row_columns.ts";
import { RowTable } from "./row_table.ts";

/**
 * An alarm of a drift detector: a row of the table `alarms`, and a message of the topic. What it means (the season, the air, a sensor) needs
 * a year of hours and is said by `deno task drift`.
 */
export interface AlarmRow {
  readonly station_id: string;
  /** The hour of the reading that raised it: milliseconds since 1970-01-01 UTC. */
  readonly ts: number;
  readonly detector: string;
  /** What is watched: `input`, `ratio`, `estimated_error`, `error` or `absolute_error`. */
  readonly watched: string;
  /** The field; a ratio is `field/reference`. */
  readonly target: string;
  /** Whose errors they are, by name and by the SHA-256 of its file; null where no model takes part. */
  readonly model: string | null;
  readonly model_digest: string | null;
  readonly statistic: number;
  readonly threshold: number;
  /** Observed values that the statistic rests on, this reading's the newest. */
  readonly rows: number;
  /** SHA-256 of the watchlist, which has the thresholds. */
  readonly watch_digest: string;
  /** Where the clean message stands. */
  readonly kafka_partition: number;
  readonly kafka_offset: number;
  /** Where the reading stands in the raw topic and in silver. */
  readonly raw_partition: number;
  readonly raw_offset: number;
}

/**
 * The value of a message of the alarms topic: JSON with keys in one order, the time as RFC 3339.
 *
 * @example
 * ```ts
 * import { type AlarmRow, encodeAlarm } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const row: AlarmRow = {
 *   station_id: "a", ts: 0, detector: "cusum", watched: "error", target: "co_gt", model: "ridge", model_digest: "d",
 *   statistic: 6, threshold: 5, rows: 9, watch_digest: "w", kafka_partition: 0, kafka_offset: 7, raw_partition: 0, raw_offset: 8,
 * };
 * assert.match(encodeAlarm(row), /^\{"station_id":"a","ts":"1970-01-01T00:00:00Z","detector":"cusum",/);
 * ```
 */
export const encodeAlarm = (row: AlarmRow): string => encodeRow(row, ALARMS);

/** Rows of the table `alarms` to be. */
export const alarmTable = (): RowTable<AlarmRow> => new RowTable<AlarmRow>(ALARMS, ({ ts }) => ts);

/**
 * The rows of the table `alarms`, in the order of partitions and offsets.
 *
 * @throws {PipelineError} `lake_mismatch` where a file of it is damaged
 * @example
 * ```ts
 * import { readAlarms } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(await readAlarms("no such folder"), []);
 * ```
 */
export const readAlarms = (lake: LakeAt): Promise<AlarmRow[]> => readRows<AlarmRow>(lake, ALARMS);
