import { flush } from "../../common/mod.ts";
import type { FrameColumns } from "./column.ts";
import { frameOf } from "./frame.ts";
import type { OnSinkStep } from "../step.ts";

/** Rows, and the files that they go to. Plain data. */
export interface FrameTable {
  readonly columns: FrameColumns;
  /** The rows, file after file. */
  readonly order: Uint32Array;
  readonly files: readonly FrameFile[];
}

export interface FrameFile {
  readonly folder: string;
  readonly name: string;
  /** Nobody takes it for a file of the lake. */
  readonly temporaryName: string;
  readonly rows: number;
}

/**
 * Writes the files of tables: to temporary names, flushed to disk, then renamed, then the folders flushed. When it returns, they survive a
 * power cut; until then a reader sees none or whole files.
 */
export async function writeTables(lakeDir: string, tables: readonly FrameTable[], onStep?: OnSinkStep): Promise<void> {
  const files = tables.flatMap((table) => table.files);
  const folders = [...new Set(files.map(({ folder }) => folder))];
  for (const folder of folders) Deno.mkdirSync(folder, { recursive: true }); // they mostly are there: that costs less than to wait
  for (const { columns, order, files } of tables) {
    const frame = frameOf(columns, order); // one for all rows: building many small ones costs ten times as much
    let start = 0;
    for (const { folder, temporaryName, rows } of files) {
      onStep?.("write");
      frame.slice(start, rows).writeParquet(`${folder}/${temporaryName}`, FORMAT);
      start += rows;
    }
  }
  onStep?.("flush");
  await all(files.map(({ folder, temporaryName }) => flush(`${folder}/${temporaryName}`)));
  await all(files.map(({ folder, name, temporaryName }) => {
    onStep?.("rename");
    return Deno.rename(`${folder}/${temporaryName}`, `${folder}/${name}`);
  }));
  onStep?.("flush folders");
  await Promise.all(folders.map(flush));
  // A date's folder may be new itself, and is an entry of the one above.
  const above = new Set([...folders.map((folder) => folder.slice(0, folder.lastIndexOf("/"))), lakeDir]);
  if (folders.length > 0) await Promise.all([...above].map(flush));
}

/** Waits for all of them, also where one fails: what ended later would come behind the sweep of whoever goes on. */
async function all(ending: readonly Promise<void>[]): Promise<void> {
  for (const each of await Promise.allSettled(ending)) if (each.status === "rejected") throw each.reason;
}

/**
 * For a part of some hundred rows zstd takes half as long again as snappy: it sets tables up anew for each column, which cost more than
 * what they compress. `compact` folds parts into files of a date with zstd.
 */
const FORMAT = { compression: "snappy" } as const;
