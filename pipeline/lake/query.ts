import { Buffer } from "node:buffer";
import pl, { type DataFrame, type LazyDataFrame } from "nodejs-polars";
import { PipelineError } from "../common/mod.ts";
import { type LakeFile, type LakeSnapshot, readLake } from "./snapshot.ts";
import type { LakeAt } from "./store/mod.ts";
import { type TableName, TABLES } from "./table.ts";

/** One row of an answer: column name to number, text, boolean or null. */
export type Row = Record<string, unknown>;

/**
 * Runs a lazy query over all files of a table and gives the rows, an empty list if the table has no file. The streaming engine
 * works in flat memory, but takes rows in no fixed order: where the order matters, as in a sum of floats, ask in memory.
 */
export type Ask = (query: (rows: LazyDataFrame) => LazyDataFrame, engine?: "streaming" | "in-memory") => Row[];

/** The rows of a table, to be asked; nothing is read before. */
export function rowsOf(snapshot: LakeSnapshot, table: TableName): Ask {
  return askOf(scanTable(table, snapshot.files(table)));
}

/** Some columns of all files of a table, for many queries. */
export interface Held {
  readonly ask: Ask;
  /** The answer to a query, to be asked on; `undefined` where there is no file. */
  collect(query: (rows: LazyDataFrame) => LazyDataFrame): LazyDataFrame | undefined;
}

/** Reads a small table once: to open hundreds of small files for each query takes longer than to answer it. */
export function hold(snapshot: LakeSnapshot, table: TableName, columns: readonly string[]): Held {
  const files = snapshot.files(table);
  const scan = scanTable(table, files)?.select(...columns);
  const count = files.reduce((sum, { origin }) => sum + (origin?.rows ?? Infinity), 0);
  const rows = count > ROWS_HELD ? scan : scan?.collectSync().lazy();
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

/**
 * A table as one frame in memory, times in milliseconds.
 *
 * @throws {PipelineError} `lake_mismatch` where the log is damaged; `not_found` where the table has no row
 * @example
 * ```ts
 * import { readTable } from "./mod.ts";
 * import assert from "node:assert/strict";
 * await assert.rejects(readTable("no such folder", "silver"), { code: "not_found" });
 * ```
 */
export function readTable(lake: LakeAt, table: TableName): Promise<DataFrame> {
  return readLake(lake, [table], (snapshot) => {
    const rows = scanTable(table, snapshot.files(table));
    if (rows !== undefined) return rows.collectSync();
    throw new PipelineError("not_found", `Cannot read ${snapshot.location}/${table} as there is no row in it`, {
      hint: "fill it: deno task pipeline",
    });
  });
}

/** Files of a table as one frame, times in milliseconds; `undefined` where there is no file. */
export function scanTable(table: TableName, files: readonly LakeFile[]): LazyDataFrame | undefined {
  if (files.length === 0) return undefined;
  const { columns } = TABLES.find(({ name }) => name === table)!;
  const times = Object.entries(columns).filter(([, type]) => type === "timestamp").map(([name]) => name);
  return scanFiles(files.map(({ localPath }) => localPath))
    .withColumns(...times.map((name) => pl.col(name).cast(pl.Datetime("ms", "UTC"))));
}

/**
 * Polars for JavaScript scans one path or a glob, and a glob would find what the table does not list; to join a scan of each file takes ten
 * times as long. Polars itself takes a list: so the plan of a scan is written down, given the list, and read again.
 */
function scanFiles(paths: readonly string[]): LazyDataFrame {
  const plan = JSON.parse(String(pl.scanParquet(paths[0]!, { hivePartitioning: false }).serialize("json")));
  plan.Scan.sources.Paths = paths.map((inner) => ({ inner }));
  plan.Scan.unified_scan_args.glob = false;
  return pl.LazyDataFrame.deserialize(Buffer.from(JSON.stringify(plan)), "json");
}
