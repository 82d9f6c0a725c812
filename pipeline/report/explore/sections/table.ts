import type { Table, TableColumn } from "../../../document/mod.ts";

/** A table of a text column and numbers. A column's name may begin with `text:`, `prose:`, `code:` or `command:`. */
export function tableOf(caption: string, headers: readonly string[], rows: string[][], folded = false): Table {
  const columns = headers.map((header, index): TableColumn => {
    const [, as, name] = /^(text|prose|code|command):(.*)$/.exec(header) ?? [];
    return { header: name ?? header, as: (as as TableColumn["as"]) ?? (index === 0 ? "text" : "number") };
  });
  return { caption, columns, rows, ...folded ? { folded } : {} };
}
