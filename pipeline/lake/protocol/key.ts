import type { AddFile } from "../delta/mod.ts";
import type { TableDescription } from "./table.ts";

/** The key of a file that a table lists. */
export const keyOf = (table: TableDescription, { path }: AddFile): string =>
  `${table.name}/${decodeURIComponent(path)}`;
