import pl, { type LazyDataFrame } from "nodejs-polars";
import { isOutside } from "./compacted.ts";
import type { Snapshot } from "./snapshot.ts";
import { SILVER, type TableName } from "./table.ts";

/** One row of an answer: column name to number, text, boolean or null. */
export type Row = Record<string, unknown>;

/**
 * Runs a lazy query over all files of one kind and answers with its rows; where there is none, with none. The streaming engine
 * works in flat memory, but takes rows in no fixed order: where the order matters, as in a sum of floats, ask in memory.
 */
export type Ask = (query: (parts: LazyDataFrame) => LazyDataFrame, engine?: "streaming" | "in-memory") => Row[];

/** The files of one kind, to be asked; nothing is read before. */
export function partsOf(lakeDir: string, snapshot: Snapshot, kind: TableName): Ask {
  return askOf(scanOf(lakeDir, snapshot, kind));
}

/** Some columns of all files of one kind, for many queries. */
export interface Held {
  readonly ask: Ask;
  /** The answer to a query, to be asked on; `undefined` where there is no file. */
  collect(query: (parts: LazyDataFrame) => LazyDataFrame): LazyDataFrame | undefined;
}

/** Reads a small lake once: to open hundreds of small files for each query takes longer than to answer it. */
export function hold(lakeDir: string, snapshot: Snapshot, kind: TableName, columns: readonly string[]): Held {
  const scan = scanOf(lakeDir, snapshot, kind)?.select(...columns);
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

function scanOf(lakeDir: string, snapshot: Snapshot, kind: TableName): LazyDataFrame | undefined {
  const parts = snapshot.parts.filter((part) => part.kind === kind);
  const compacted = kind === SILVER.name ? snapshot.compacted : [];
  // A glob that matches nothing throws.
  if (parts.length + compacted.length === 0) return undefined;
  // One glob and not the list of paths: joining hundreds of scans takes three times as long.
  if (snapshot.isWhole) return scanFiles(lakeDir, `${kind}/*=*/[!_.]*.parquet`);
  return pl.concat([
    ...parts.map(({ path }) => scanFiles(lakeDir, path)),
    ...compacted.map(({ path, storedAt = path, overtaken }) => {
      const rows = scanFiles(lakeDir, storedAt);
      return overtaken === undefined ? rows : rows.filter(isOutside(overtaken));
    }),
  ]);
}

const scanFiles = (lakeDir: string, glob: string) =>
  pl.scanParquet(`${lakeDir.replaceAll(/[[*?]/g, "[$&]")}/${glob}`, { hivePartitioning: false });
