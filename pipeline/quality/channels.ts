import pl from "nodejs-polars";
import { FIELDS } from "../reading/mod.ts";
import type { QualityNumbers, SilentChannel } from "./numbers.ts";
import type { Ask } from "../lake/mod.ts";
import { timestampOf } from "./silver.ts";
import { dayNumber } from "./expressions.ts";

const SILENT_DAYS = 14, MAX_SILENT = 50, DAY_MS = 86_400_000;

/** The channels that fell silent, and by measurement, in the order of `FIELDS`, how many, and the time of the last value. */
export function readChannels(ask: Ask): {
  lastTs: (string | null)[];
  silentStations: number[];
  silent: SilentChannel[];
} {
  const ms = pl.col("ts").cast(pl.Int64).cast(pl.Float64);
  const stations = ask((silver) =>
    silver.groupBy("station_id").agg(
      ms.min().alias("first"),
      ms.max().alias("last"),
      ...FIELDS.map(({ name }) =>
        pl.when(pl.col(name).isNotNull()).then(ms).otherwise(pl.lit(null)).max().alias(`last ${name}`)
      ),
    ).sort("station_id")
  );
  const lastOf = (name: string): string | null => {
    const timestampsMs = stations.flatMap((row) => row[name] === null ? [] : [Number(row[name])]);
    return timestampsMs.length === 0 ? null : timestampOf(timestampsMs.reduce((a, b) => Math.max(a, b)));
  };
  const silent = stations.flatMap((row) =>
    FIELDS.flatMap(({ name: field }): SilentChannel[] => {
      const lastMs = row[`last ${field}`] as number | null;
      const days = Math.floor((Number(row.last) - Number(lastMs ?? row.first)) / DAY_MS);
      if (lastMs !== null && days < SILENT_DAYS) return [];
      return [{ station: String(row.station_id), field, lastTs: timestampOf(lastMs), days }];
    })
  );
  return {
    lastTs: FIELDS.map(({ name }) => lastOf(`last ${name}`)),
    silentStations: FIELDS.map(({ name }) => silent.filter(({ field }) => field === name).length),
    silent: silent.sort((a, b) => b.days - a.days).slice(0, MAX_SILENT),
  };
}

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** Which readings came after one of a later hour. Offsets of different partitions do not compare. */
export function readOrder(ask: Ask): QualityNumbers["order"] {
  const keys = ["station_id", "kafka_partition"], offsets = HOURS.map((hour) => pl.col(`at ${hour}`));
  const [row] = ask((silver) => {
    const later = pl.col("least").shift(1).over("station_id", "kafka_partition").alias("later");
    return silver.select(
      pl.col("station_id"),
      pl.col("kafka_partition"),
      pl.col("kafka_offset"),
      dayNumber(),
      pl.col("ts").dt.hour().alias("hour"),
    ).groupBy([...keys, "day"]).agg(
      pl.len().cast(pl.Int64).alias("rows"),
      ...HOURS.map((hour) =>
        pl.when(pl.col("hour").eq(pl.lit(hour))).then(pl.col("kafka_offset")).otherwise(pl.lit(null)).max().alias(
          `at ${hour}`,
        )
      ),
    ).sort([...keys, "day"], [false, false, true])
      .withColumns(pl.minHorizontal(offsets).cumMin().over("station_id", "kafka_partition").alias("least"))
      .withColumns(later)
      .select(
        pl.sumHorizontal(
          offsets.map((offset, hour) =>
            offset.gt(pl.minHorizontal([...offsets.slice(hour + 1), pl.col("later")])).fillNull(pl.lit(false)).cast(
              pl.Int64,
            )
          ),
        ).sum().alias("late"),
        pl.col("rows").sum().sub(pl.sumHorizontal(offsets.map((offset) => offset.isNotNull().cast(pl.Int64))).sum())
          .alias("beyond"),
      );
  });
  return { late: Number(row?.late ?? 0), beyondHourly: Number(row?.beyond ?? 0) };
}
