import pl, { type DataFrame } from "nodejs-polars";
import { PipelineError } from "../common/mod.ts";
import { numbersOf } from "./protocol/rows.ts";
import { hold } from "./query.ts";
import { readLake } from "./snapshot.ts";
import { type LakeAt, placeOf } from "./store/mod.ts";
import { SILVER } from "./table.ts";

/** Rows of silver by column, in order of station, time, partition and offset. */
export interface SilverColumns {
  /** The stations in that order, each with its number of rows. */
  readonly stations: readonly { readonly id: string; readonly rows: number }[];
  /** Milliseconds since 1970-01-01 UTC. */
  readonly tsMs: Float64Array;
  readonly partitions: Float64Array;
  readonly offsets: Float64Array;
  /** The values of a measurement, NaN where there is none. Made at each call, so that not all need be in memory at once. */
  values(field: string): Float64Array;
  /** What was noted on each row, as in `validation_notes`; null where nothing was. */
  notes(): readonly (string | null)[];
}

/**
 * Reads silver's measurements, with what orders the rows and says where they come from. A lake without rows gives empty columns.
 *
 * @param fields names of measurements, as in `FIELDS`
 * @throws {PipelineError} `lake_mismatch` where a file is damaged or has an unexpected form
 * @example
 * ```ts
 * import { readSilverColumns } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual((await readSilverColumns("no such folder", ["co_gt"])).stations, []);
 * ```
 */
export function readSilverColumns(lake: LakeAt, fields: readonly string[]): Promise<SilverColumns> {
  return readLake(lake, [SILVER.name], (snapshot) => {
    try {
      const silver = hold(snapshot, SILVER.name, [
        "ts",
        "station_id",
        "kafka_partition",
        "kafka_offset",
        "validation_notes",
        ...fields,
      ]);
      const rows = silver.collect((parts) => parts.sort(["station_id", "ts", "kafka_partition", "kafka_offset"]))
        ?.collectSync();
      return rows === undefined ? EMPTY : columnsOf(rows);
    } catch (cause) {
      throw new PipelineError(
        "lake_mismatch",
        `Cannot read the series of ${placeOf(lake)} as a file of silver is damaged or of another form`,
        { hint: "to see which rows are lost: deno task prove", cause },
      );
    }
  });
}

function columnsOf(rows: DataFrame): SilverColumns {
  // Counts in place of a station's name for every row: a million strings cost more than all the numbers.
  const stations = rows.lazy().groupBy("station_id").agg(pl.len().cast(pl.Float64).alias("rows")).sort("station_id")
    .collectSync().toRecords();
  const { ts: tsMs, kafka_partition: partitions, kafka_offset: offsets } = numbersOf(rows, [
    "ts",
    "kafka_partition",
    "kafka_offset",
  ]);
  return {
    stations: stations.map(({ station_id, rows }) => ({ id: String(station_id), rows: Number(rows) })),
    tsMs,
    partitions,
    offsets,
    // Not fillNull() of the column: it takes no number.
    values: (field) => rows.select(pl.col(field).fillNull(pl.lit(NaN))).getColumn(field).toTypedArray() as Float64Array,
    notes: () => rows.getColumn("validation_notes").toArray() as (string | null)[],
  };
}

const NONE = new Float64Array(0);
const EMPTY: SilverColumns = {
  stations: [],
  tsMs: NONE,
  partitions: NONE,
  offsets: NONE,
  values: () => NONE,
  notes: () => [],
};
