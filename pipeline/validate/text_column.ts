/** Texts of which many are the same: each once, and for each row its number among them. */
export interface TextColumn {
  /** May be longer than there are rows. */
  readonly numbers: Float64Array;
  readonly texts: readonly (string | null)[];
}

/** The text of a row. */
export const textAt = ({ numbers, texts }: TextColumn, row: number): string | null => texts[numbers[row]!]!;

/** Numbers in memory that the Worker reads where it is. */
export const sharedNumbers = (length: number): Float64Array => new Float64Array(new SharedArrayBuffer(8 * length));

/** A column of texts as they are. */
export function textColumn(texts: readonly (string | null)[]): TextColumn {
  const column = new Texts((rows) => new Float64Array(rows));
  column.grow(texts.length);
  texts.forEach((text, row) => column.set(row, text));
  return column;
}

/** A column that is filled row by row. */
export class Texts implements TextColumn {
  numbers: Float64Array;
  readonly texts: (string | null)[] = [];
  readonly #numberOf = new Map<string | null, number>();
  /** What was set last: of most columns the next one is the same. */
  #last: string | null | undefined;
  #lastNumber = 0;
  readonly #allocate: (rows: number) => Float64Array;

  constructor(allocate: (rows: number) => Float64Array) {
    this.#allocate = allocate;
    this.numbers = allocate(0);
  }

  /** @param row less than what it has grown to */
  set(row: number, text: string | null): void {
    if (text !== this.#last) {
      let number = this.#numberOf.get(text);
      if (number === undefined) this.#numberOf.set(text, number = this.texts.push(text) - 1);
      this.#last = text;
      this.#lastNumber = number;
    }
    this.numbers[row] = this.#lastNumber;
  }

  grow(rows: number): void {
    const longer = this.#allocate(rows);
    longer.set(this.numbers);
    this.numbers = longer;
  }

  clear(): void {
    this.texts.length = 0;
    this.#numberOf.clear();
    this.#last = undefined;
  }
}
