import { ALARMS, type LakeAt, readTableColumns } from "../lake/mod.ts";
import type { AlarmRow } from "./alarm_row.ts";

const TEXTS = ["station_id", "detector", "watched", "target", "model", "model_digest", "watch_digest"] as const;
const FLOATS = ["statistic", "threshold"] as const;
const WHOLES = ["ts", "rows", "kafka_partition", "kafka_offset", "raw_partition", "raw_offset"] as const;

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
export async function readAlarms(lake: LakeAt): Promise<AlarmRow[]> {
  const columns = await readTableColumns(lake, ALARMS.name, [...TEXTS, ...FLOATS, ...WHOLES]);
  const read = {
    ...Object.fromEntries(TEXTS.map((name) => [name, columns.texts(name)])),
    ...Object.fromEntries(FLOATS.map((name) => [name, columns.floats(name)])),
    ...Object.fromEntries(WHOLES.map((name) => [name, columns.wholes(name)])),
  };
  const names = Object.keys(read) as (keyof AlarmRow)[];
  return Array.from(
    { length: columns.rows },
    (_, row) => Object.fromEntries(names.map((name) => [name, read[name]![row]])) as unknown as AlarmRow,
  );
}
