import { z } from "zod";
import type { FileColumns } from "../../parquet/mod.ts";

/**
 * Delta's statistics of a file: rows, and of each column of numbers the smallest and largest value and the nulls; of texts nothing. Engines skip files by
 * them, and `rewind` finds the files that hold an offset.
 *
 * @param rows which rows of the columns the file has, in its order
 */
export function statsOf(columns: FileColumns, rows: Uint32Array): string {
  const minValues: Record<string, number | string> = {}, maxValues: Record<string, number | string> = {};
  const nullCount: Record<string, number> = {};
  for (const [name, { type, numbers }] of Object.entries(columns)) {
    if (type === "text") continue;
    let min = Infinity, max = -Infinity, nulls = 0;
    for (const row of rows) {
      const value = numbers[row]!;
      if (Number.isNaN(value)) nulls++;
      else {
        if (value < min) min = value;
        if (value > max) max = value;
      }
    }
    nullCount[name] = nulls;
    if (nulls === rows.length) continue;
    const text = (value: number) => type === "time" ? new Date(value).toISOString() : value;
    minValues[name] = text(min);
    maxValues[name] = text(max);
  }
  return JSON.stringify({ numRecords: rows.length, minValues, maxValues, nullCount });
}

const RANGE = z.object({ kafka_partition: z.int(), kafka_offset: z.int() });
const STATS = z.object({ numRecords: z.int(), minValues: RANGE, maxValues: RANGE });

/** What statistics say of the origin of a file's rows: smallest and largest, both included. */
export interface Origin {
  readonly rows: number;
  readonly partitions: readonly [number, number];
  readonly offsets: readonly [number, number];
}

/** The origin of a file's rows; null where its statistics do not say, as those of another program. */
export function originOf(stats: string | null | undefined): Origin | null {
  try {
    const { numRecords, minValues: min, maxValues: max } = STATS.parse(JSON.parse(stats ?? ""));
    return {
      rows: numRecords,
      partitions: [min.kafka_partition, max.kafka_partition],
      offsets: [min.kafka_offset, max.kafka_offset],
    };
  } catch {
    return null;
  }
}
