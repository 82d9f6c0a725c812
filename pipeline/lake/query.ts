import pl, { type LazyDataFrame } from "nodejs-polars";
import type { Listing } from "./folder.ts";

/** One row of an answer: column name to number, text, boolean or null. */
export type Row = Record<string, unknown>;

/**
 * Runs a lazy query over all files of one kind and answers with its rows; where there is none, with none. The streaming engine
 * works in flat memory, but takes rows in no fixed order: where the order matters, as in a sum of floats, ask in memory.
 */
export type Ask = (query: (parts: LazyDataFrame) => LazyDataFrame, engine?: "streaming" | "in-memory") => Row[];

/** The files of one kind, to be asked; nothing is read before. */
export function partsOf(lakeDir: string, listing: Listing, kind: "silver" | "rejected"): Ask {
  return askOf(scanOf(lakeDir, listing, kind));
}

/** Some columns of all files of one kind, for many queries. */
export interface Held {
  readonly ask: Ask;
  /** The answer to a query, to be asked on; `undefined` where there is no file. */
  collect(query: (parts: LazyDataFrame) => LazyDataFrame): LazyDataFrame | undefined;
}

/** Reads a small lake once: to open hundreds of small files for each query takes longer than to answer it. */
export function hold(lakeDir: string, listing: Listing, kind: "silver" | "rejected", columns: readonly string[]): Held {
  const scan = scanOf(lakeDir, listing, kind)?.select(...columns);
  const [count] = askOf(scan)((parts) => parts.select(pl.len().alias("rows")));
  const rows = Number(count?.rows ?? 0) > ROWS_HELD ? scan : scan?.collectSync().lazy();
  return {
    ask: askOf(rows),
    collect: (query) => rows === undefined ? undefined : query(rows).collectSync({ engine: "streaming" }).lazy(),
  };
}

/** Some 30 MB. */
const ROWS_HELD = 200_000;

function askOf(rows: LazyDataFrame | undefined): Ask {
  // Not collect({ streaming: true }): that takes the in-memory engine without a word.
  return (query, engine = "streaming") => rows === undefined ? [] : query(rows).collectSync({ engine }).toRecords();
}

function scanOf(
  lakeDir: string,
  { parts, compacted }: Listing,
  kind: "silver" | "rejected",
): LazyDataFrame | undefined {
  // A glob that matches nothing throws.
  if (!parts.some((part) => part.kind === kind) && (kind === "rejected" || compacted.length === 0)) return undefined;
  const literalDir = lakeDir.replaceAll(/[[*?]/g, "[$&]");
  // One glob and not the list of paths: joining hundreds of scans takes three times as long.
  return pl.scanParquet(`${literalDir}/${kind}/*=*/[!_.]*.parquet`, { hivePartitioning: false });
}
