import { ByteWriter } from "../../common/mod.ts";
import type { OutgoingMessage } from "../../records/mod.ts";
import type { FileColumn, FileColumns, FileTextColumn } from "../../parquet/mod.ts";

/** Rows whose bytes are made at once: each message would else need memory of its own. */
const ROWS_AT_ONCE = 500;

/**
 * Each row of columns as a message: JSON with the columns as keys, in their order, and the text in the column `key`.
 *
 * @param columns none of type `time`: how a time is written is the stage's business
 */
export function* rowMessages(columns: FileColumns, rows: number, key: string): Generator<OutgoingMessage> {
  const writers = Object.entries(columns).map(([name, column], index) =>
    cellWriter(`${index === 0 ? "{" : ","}${JSON.stringify(name)}:`, column)
  );
  const keys = columns[key] as FileTextColumn;
  for (let first = 0; first < rows; first += ROWS_AT_ONCE) {
    const out = new ByteWriter(), ends: number[] = [];
    for (let row = first; row < Math.min(rows, first + ROWS_AT_ONCE); row++) {
      for (const write of writers) write(out, row);
      out.byte(BRACE);
      ends.push(out.length);
    }
    const bytes = out.view();
    for (let at = 0; at < ends.length; at++) {
      yield { key: keys.texts[keys.numbers[first + at]!]!, value: bytes.subarray(ends[at - 1] ?? 0, ends[at]) };
    }
  }
}

/** Writes the cells of a column, each with what stands before it. */
function cellWriter(before: string, column: FileColumn): (out: ByteWriter, row: number) => void {
  const { numbers } = column;
  if (column.type === "text") {
    const cells = column.texts.map((text) => utf8.encode(before + JSON.stringify(text)));
    return (out, row) => out.append(cells[numbers[row]!]!);
  }
  const name = utf8.encode(before);
  return (out, row) => {
    out.append(name);
    const value = numbers[row]!;
    if (value >= 0 && Number.isSafeInteger(value)) out.digits(value);
    else out.ascii(JSON.stringify(value)); // of NaN, which is no value, it makes null
  };
}

const utf8 = new TextEncoder();
const BRACE = 125;
