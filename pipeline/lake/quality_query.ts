import pl, { type Expr, type LazyDataFrame } from "nodejs-polars";
import type { Listing } from "./folder.ts";

/** One row of an answer: column name to number, text, boolean or null. */
export type Row = Record<string, unknown>;

/**
 * Runs a lazy query over all files of one kind and answers with its rows; where there is none, with none. The streaming engine
 * works in flat memory, but takes rows in no fixed order: where the order matters, as in a sum of floats, ask in memory.
 */
export type Ask = (query: (parts: LazyDataFrame) => LazyDataFrame, engine?: "streaming" | "in-memory") => Row[];

/** The files of one kind, to be asked; nothing is read before. */
export function partsOf(lakeDir: string, { parts, compacted }: Listing, kind: "silver" | "rejected"): Ask {
  // A glob that matches nothing throws.
  if (!parts.some((part) => part.kind === kind) && (kind === "rejected" || compacted.length === 0)) return () => [];
  const literalDir = lakeDir.replaceAll(/[[*?]/g, "[$&]");
  // One glob and not the list of paths: joining hundreds of scans takes three times as long.
  const rows = pl.scanParquet(`${literalDir}/${kind}/*=*/[!_.]*.parquet`, { hivePartitioning: false });
  // Not collect({ streaming: true }): that takes the in-memory engine without a word.
  return (query, engine = "streaming") => query(rows).collectSync({ engine }).toRecords();
}

/** Days since 1970 of `ts`, as a number: dates as text would cost a string a row. */
export function dayNumber(): Expr {
  return pl.col("ts").cast(pl.Date).cast(pl.Int32).alias("day");
}
