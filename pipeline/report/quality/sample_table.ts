import type { Block, Table } from "../../document/mod.ts";

/** More would hide what comes after, on a telephone above all. */
export const SHOWN = 8;

/** A table of examples: the first ones, and, where there are more, all of them folded. */
export function sampleTable(table: Table): Block[] {
  if (table.rows.length <= SHOWN) return [{ kind: "table", ...table }];
  return [
    { kind: "table", ...table, caption: `${table.caption} (the first ${SHOWN})`, rows: table.rows.slice(0, SHOWN) },
    { kind: "table", ...table, caption: `${table.caption} (all ${table.rows.length})`, folded: true },
  ];
}
