import { createHash } from "node:crypto";
import pl, { type DataFrame } from "nodejs-polars";
import type { FileColumn } from "../../parquet/mod.ts";
import type { AddFile } from "../delta/mod.ts";
import { columnsOf, fileOf } from "./rows.ts";
import type { TableDescription } from "./table.ts";

/** A partition value, its files and their rows. */
export interface Source {
  readonly value: string;
  readonly old: readonly AddFile[];
  readonly frames: readonly DataFrame[];
}

/** What a file of a partition value stands for. */
export interface Replacement {
  readonly value: string;
  readonly old: readonly AddFile[];
  readonly add: AddFile;
}

const PREFIX = "compacted-";

/** Whether the files of a partition value are one that {@linkcode fold} has made. */
export const isFolded = (files: readonly AddFile[]): boolean =>
  files.length === 1 && files[0]!.path.split("/").at(-1)!.startsWith(PREFIX);

/**
 * One file for each value, its rows in the order given. It is named by its content, so that two compactors that fold the same rows write the
 * same file.
 */
export function fold(
  table: TableDescription,
  order: readonly string[],
  sources: readonly Source[],
): { bytes: Uint8Array<ArrayBuffer>; replacement: Replacement }[] {
  if (sources.length === 0) return [];
  const columns = columnsOf(table, pl.concat(sources.flatMap(({ frames }) => frames)));
  const compare = comparison(order.map((name) => columns[name]!));
  let start = 0;
  return sources.map(({ value, old, frames }) => {
    const first = start;
    start += frames.reduce((sum, { height }) => sum + height, 0);
    const rows = Uint32Array.from({ length: start - first }, (_, row) => first + row).sort(compare);
    const folder = old[0]!.path.slice(0, old[0]!.path.lastIndexOf("/") + 1);
    const { bytes, add } = fileOf(columns, "", rows, old[0]!);
    const path = `${folder}${PREFIX}${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}.parquet`;
    return { bytes, replacement: { value, old, add: { ...add, path, dataChange: false } } };
  });
}

/** Orders rows by one column after the other; texts by their UTF-16 code units. */
function comparison(columns: readonly FileColumn[]): (a: number, b: number) => number {
  return (a, b) => {
    for (const column of columns) {
      const one = valueAt(column, a), other = valueAt(column, b);
      if (one !== other) return one < other ? -1 : 1;
    }
    return 0;
  };
}

const valueAt = (column: FileColumn, row: number) => {
  const number = column.numbers[row]!;
  return column.type === "text" ? column.texts[number]! : number;
};
