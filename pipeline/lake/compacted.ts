import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import pl, { type DataFrame, type Expr } from "nodejs-polars";
import { z } from "zod";
import { isAbsent, parseStored, PipelineError } from "../common/mod.ts";
import type { OffsetRange } from "./part.ts";
import { folderOf, SILVER } from "./table.ts";

/** What is known of a compacted file: kept as `_folded.json` beside it. */
export interface Folded {
  readonly topic: string;
  readonly rows: number;
  readonly sha256: string;
  /** One for each part that was folded, by partition and offset: still told apart, so that an owner's rows can be taken out again. */
  readonly ranges: readonly OffsetRange[];
}

/** The one file that the parts of a date were folded into. */
export interface Compacted {
  readonly date: string;
  /** Path below the lake's folder. */
  readonly path: string;
  /** Where it lies until a compaction is carried out; absent where it lies at `path`. */
  readonly storedAt?: string;
  /** Ranges of `folded` whose rows do not count, as a newer owner wrote them, too; absent where there is none. */
  readonly overtaken?: readonly OffsetRange[];
  /** Null where `_folded.json` is missing or damaged: nobody knows then whose rows the file holds. */
  readonly folded: Folded | null;
}

const PATH = new RegExp(
  `^${folderOf(SILVER, `(${SILVER.keyValues})`)}/(?:air_quality_clean_\\1\\.parquet|_folded\\.json)$`,
);

export const compactedPath = (date: string): string => `${folderOf(SILVER, date)}/air_quality_clean_${date}.parquet`;
export const foldedPath = (date: string): string => `${folderOf(SILVER, date)}/_folded.json`;

/** The date whose compacted file, or the record beside it, a path names. */
export const compactedDate = (path: string): string | undefined => PATH.exec(path)?.[1];

const count = z.int().nonnegative();

export const FOLDED: z.ZodType<Folded> = z.object({
  topic: z.string(),
  rows: count,
  sha256: z.string(),
  ranges: z.array(z.object({ partition: count, firstOffset: count, lastOffset: count, epoch: count })),
});

/** What lies in the lake for a date of which a compacted file or its record was found. */
export async function findCompacted(lakeDir: string, date: string): Promise<Compacted> {
  const path = compactedPath(date);
  try {
    const text = await Deno.readTextFile(`${lakeDir}/${foldedPath(date)}`);
    return { date, path, folded: parseStored(FOLDED, text, `Cannot read ${foldedPath(date)}`, { hint: "" }) };
  } catch (error) {
    if (error instanceof PipelineError || isAbsent(error)) return { date, path, folded: null };
    throw error;
  }
}

/**
 * Reads the rows of a compacted file, and only if it is what was written there.
 *
 * @throws {PipelineError} `lake_mismatch` where it is damaged
 */
export async function readCompacted(lakeDir: string, compacted: Compacted): Promise<DataFrame> {
  const { path, storedAt = path, date, folded, overtaken = [] } = compacted;
  const damaged = (got: string, cause?: unknown) =>
    new PipelineError("lake_mismatch", `Cannot read ${path} as a compacted file: expected its rows, got ${got}`, {
      hint: "restore it from a copy, or move its date folder away and read the topic again with another --group-id",
      cause,
    });
  if (folded === null) throw damaged(`a file without a sound ${foldedPath(date)}`);
  let frame: DataFrame;
  try {
    const bytes = await Deno.readFile(`${lakeDir}/${storedAt}`);
    if (sha256(bytes) !== folded.sha256) throw damaged("other bytes than those written");
    frame = pl.readParquet(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  } catch (error) {
    throw error instanceof PipelineError ? error : damaged(String(error).split("\n")[0]!, error);
  }
  const fault = misfit(frame, date, folded);
  if (fault !== null) throw damaged(fault);
  return overtaken.length === 0 ? frame : frame.filter(isOutside(overtaken)).rechunk();
}

/** True for the rows of none of these ranges. */
export function isOutside(ranges: readonly OffsetRange[]): Expr {
  const offset = pl.col("kafka_offset").cast(pl.Float64);
  return ranges.map(({ partition, firstOffset, lastOffset }) =>
    pl.col("kafka_partition").eq(pl.lit(partition))
      .and(offset.gtEq(pl.lit(firstOffset)))
      .and(offset.ltEq(pl.lit(lastOffset)))
      .not()
  ).reduce((all, each) => all.and(each));
}

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Where the rows of a frame come from. */
export function provenanceOf(frame: DataFrame): { partitions: Float64Array; offsets: Float64Array } {
  return { partitions: numbers(frame, "kafka_partition"), offsets: numbers(frame, "kafka_offset") };
}

/** A whole-number or time column as floats: an Int64 reaches JavaScript as a number or a BigInt by its size. */
export function numbers(frame: DataFrame, column: string): Float64Array {
  return frame.getColumn(column).cast(pl.Int64).cast(pl.Float64).toTypedArray() as Float64Array;
}

/** What of the rows does not fit the record. The digest says that the file is ours; this, that we wrote it right. */
function misfit(frame: DataFrame, date: string, { rows, ranges }: Folded): string | null {
  if (frame.height !== rows) return `${frame.height} rows in place of ${rows}`;
  const stations = frame.getColumn("station_id").toArray() as string[], timestampsMs = numbers(frame, "ts");
  const { partitions, offsets } = provenanceOf(frame);
  const byPartition = Map.groupBy(ranges, (range) => range.partition);
  const start = Date.parse(date);
  for (let i = 0; i < rows; i++) {
    const partition = partitions[i]!, offset = offsets[i]!;
    if (timestampsMs[i]! < start || timestampsMs[i]! >= start + DAY_MS) {
      return `row ${partition}:${offset} of another date`;
    }
    if (!covers(byPartition.get(partition) ?? [], offset)) {
      return `row ${partition}:${offset}, which no folded part held`;
    }
    if (i === 0) continue;
    const order = compare(stations[i - 1]!, stations[i]!) || compare(timestampsMs[i - 1]!, timestampsMs[i]!) ||
      compare(partitions[i - 1]!, partition) || compare(offsets[i - 1]!, offset);
    if (order >= 0) return `row ${partition}:${offset} out of order`;
  }
  return null;
}

/** @param ranges in order and apart from each other */
function covers(ranges: readonly OffsetRange[], offset: number): boolean {
  let low = 0, high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle]!.lastOffset < offset) low = middle + 1;
    else high = middle;
  }
  return low < ranges.length && ranges[low]!.firstOffset <= offset;
}

const DAY_MS = 86_400_000;

const compare = <T>(a: T, b: T): number => a < b ? -1 : a > b ? 1 : 0;
