import { type ColumnType, FILE_TYPES } from "../lake/mod.ts";
import { dateOf } from "../reading/mod.ts";
import type { FileColumn } from "../parquet/mod.ts";
import type { TableRows } from "../sink/mod.ts";
import { sharedNumbers, Texts } from "../validate/mod.ts";
import { columnsOf, type TableOf } from "./row_columns.ts";

/** A row without an hour stands under the first date of the calendar. */
const NO_DATE = "0001-01-01";

/**
 * Rows of a table that is divided by date, as columns that grow. The rows themselves are not kept: as objects they would live until the
 * commit, and the garbage collector would copy them meanwhile.
 */
export class RowTable<Row extends { readonly kafka_offset: number }> {
  readonly #table: TableOf<Row>;
  readonly #msOf: (row: Row) => number | null;
  readonly #columns: readonly { readonly name: keyof Row & string; readonly type: ColumnType; readonly held: Held }[];
  readonly #rowsByDate = new Map<string, number[]>();
  #capacity = 0;
  length = 0;

  /** @param msOf the time by whose date a row is filed; null for a row without an hour */
  constructor(table: TableOf<Row>, msOf: (row: Row) => number | null) {
    this.#table = table;
    this.#msOf = msOf;
    this.#columns = columnsOf(table).map(([name, type]) => ({
      name,
      type,
      held: type === "string" ? new Texts(sharedNumbers) : new Numbers(),
    }));
  }

  /** Takes the next row, in the order of offsets. */
  add(row: Row): void {
    if (this.length === this.#capacity) this.#grow();
    const at = this.length++;
    for (const { name, held } of this.#columns) held.set(at, row[name] as never);
    const ms = this.#msOf(row), date = ms === null ? NO_DATE : dateOf(ms);
    const rows = this.#rowsByDate.get(date);
    if (rows === undefined) this.#rowsByDate.set(date, [at]);
    else rows.push(at);
  }

  #grow(): void {
    this.#capacity = Math.max(64, Math.ceil(1.5 * this.#capacity));
    for (const { held } of this.#columns) held.grow(this.#capacity);
  }

  /** What was taken. Its columns may be longer than there are rows. */
  rows(): TableRows {
    const columnOf = ({ type, held }: { type: ColumnType; held: Held }): FileColumn =>
      held instanceof Texts
        ? { type: "text", numbers: held.numbers, texts: held.texts }
        : { type: FILE_TYPES[type as Exclude<ColumnType, "string">], numbers: held.numbers };
    const columns = Object.fromEntries(this.#columns.map((column) => [column.name, columnOf(column)]));
    return {
      table: this.#table,
      columns,
      offsets: columns["kafka_offset"]!.numbers,
      rowsByKey: this.#rowsByDate,
    };
  }

  clear(): void {
    this.length = 0;
    this.#rowsByDate.clear();
    for (const { held } of this.#columns) if (held instanceof Texts) held.clear();
  }
}

type Held = Texts | Numbers;

/** A column of numbers; NaN stands for null. */
class Numbers {
  numbers = sharedNumbers(0);

  set(at: number, value: number | null): void {
    this.numbers[at] = value ?? NaN;
  }

  grow(rows: number): void {
    const longer = sharedNumbers(rows);
    longer.set(this.numbers);
    this.numbers = longer;
  }
}
