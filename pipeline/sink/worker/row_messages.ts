import type { OutgoingMessage } from "../../records/mod.ts";
import type { FileColumn, FileColumns } from "../../parquet/mod.ts";

/**
 * Each row of columns as a message: JSON with the columns as keys, in their order, and the text in the column `key`.
 *
 * @param columns none of type `time`: how a time is written is the stage's business
 */
export function* rowMessages(columns: FileColumns, rows: number, key: string): Generator<OutgoingMessage> {
  const entries = Object.entries(columns);
  for (let row = 0; row < rows; row++) {
    const values: Record<string, string | number | null> = {};
    for (const [name, column] of entries) values[name] = valueAt(column, row);
    yield { key: values[key] as string | null, value: JSON.stringify(values) };
  }
}

function valueAt(column: FileColumn, row: number): string | number | null {
  const number = column.numbers[row]!;
  if (column.type === "text") return column.texts[number]!;
  return Number.isNaN(number) ? null : number;
}
