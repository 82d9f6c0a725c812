import { FORECASTS, type LakeAt, readSilverColumns, readTableColumns } from "../lake/mod.ts";
import type { Target } from "../forecast/mod.ts";
import { FIELDS } from "../reading/mod.ts";
import type { ForecastRow, RowRefusal } from "./forecast_row.ts";

const TEXTS = ["station_id", "target", "model", "role", "model_digest", "refusal", "fallback"] as const;
const FLOATS = ["value", "low", "high", "observed", "error"] as const;
const WHOLES = [
  "origin_ts",
  "target_ts",
  "kafka_partition",
  "kafka_offset",
  "oldest_offset",
  "raw_partition",
  "raw_offset",
] as const;

/**
 * The rows of the table `forecasts`, in the order of partitions and offsets.
 *
 * @throws {PipelineError} `lake_mismatch` where a file of it is damaged
 * @example
 * ```ts
 * import { readForecasts } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(await readForecasts("no such folder"), []);
 * ```
 */
export async function readForecasts(lake: LakeAt): Promise<ForecastRow[]> {
  const columns = await readTableColumns(lake, FORECASTS.name, [...TEXTS, ...FLOATS, ...WHOLES]);
  const texts = Object.fromEntries(TEXTS.map((name) => [name, columns.texts(name)]));
  const numbers = Object.fromEntries([
    ...FLOATS.map((name) => [name, columns.floats(name)] as const),
    ...WHOLES.map((name) => [name, columns.wholes(name)] as const),
  ]);
  return Array.from({ length: columns.rows }, (_, row): ForecastRow => {
    const text = (name: typeof TEXTS[number]) => texts[name]![row]!;
    const number = (name: typeof FLOATS[number] | typeof WHOLES[number]) => {
      const value = numbers[name]![row]!;
      return Number.isNaN(value) ? null : value;
    };
    return {
      station_id: text("station_id"),
      origin_ts: number("origin_ts"),
      target_ts: number("target_ts"),
      target: text("target") as Target,
      model: text("model"),
      role: text("role") as ForecastRow["role"],
      model_digest: text("model_digest"),
      value: number("value"),
      low: number("low"),
      high: number("high"),
      refusal: text("refusal") as RowRefusal | null,
      fallback: text("fallback") as "persistence" | null,
      observed: number("observed"),
      error: number("error"),
      kafka_partition: number("kafka_partition")!,
      kafka_offset: number("kafka_offset")!,
      oldest_offset: number("oldest_offset")!,
      raw_partition: number("raw_partition"),
      raw_offset: number("raw_offset"),
    };
  });
}

/**
 * Finds silver rows by where their messages stand in the raw topic.
 *
 * @returns the measurements of a row in the order of `FIELDS`, null where silver has no such row
 * @throws {PipelineError} `lake_mismatch` where a file of silver is damaged
 */
export async function silverByOrigin(
  lake: LakeAt,
): Promise<(partition: number, offset: number) => readonly (number | null)[] | null> {
  const names = FIELDS.map(({ name }) => name);
  const silver = await readSilverColumns(lake, names);
  const columns = names.map((name) => silver.values(name));
  const rowOf = new Map(Array.from(silver.offsets, (offset, row) => [`${silver.partitions[row]}:${offset}`, row]));
  return (partition, offset) => {
    const row = rowOf.get(`${partition}:${offset}`);
    if (row === undefined) return null;
    return columns.map((column) => Number.isNaN(column[row]!) ? null : column[row]!);
  };
}
