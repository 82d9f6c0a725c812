import { visible } from "./visible.ts";

/** Rows under a heading, columns two spaces apart; those of numbers flush right. Cells come from outside: characters that cannot be seen are written out. */
export function textTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => visible(String(cell))));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const isNumber = head.map((_, column) => rows.every((row) => /^[-–\d,]+$/.test(String(row[column]))));
  return cells
    .map((row) =>
      row.map((cell, at) => isNumber[at] ? cell.padStart(widths[at]!) : cell.padEnd(widths[at]!)).join("  ")
    )
    .map((line) => line.trimEnd()).join("\n");
}
