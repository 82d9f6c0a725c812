import pl, { type DataFrame } from "nodejs-polars";

/** A whole-number or time column as floats: an Int64 reaches JavaScript as a number or a BigInt by its size. */
export function numbers(frame: DataFrame, column: string): Float64Array {
  return frame.getColumn(column).cast(pl.Int64).cast(pl.Float64).toTypedArray() as Float64Array;
}

/** Where the rows of a frame come from. */
export function provenanceOf(frame: DataFrame): { partitions: Float64Array; offsets: Float64Array } {
  return { partitions: numbers(frame, "kafka_partition"), offsets: numbers(frame, "kafka_offset") };
}
