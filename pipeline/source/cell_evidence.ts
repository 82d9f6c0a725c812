import { areMany, type Place } from "./evidence.ts";

/**
 * Whether a comma-separated file has decimal commas without quotes. Each makes two cells of one, so that its row has too many; but not where
 * the cells at its end are empty: such a row fits by accident, and its values stand in the wrong columns.
 */
export class CellEvidence {
  /** Rows with filled cells after the last column. */
  #over = 0;
  /** Rows that fit and have empty cells after the header's last one; and all others that fit. */
  #longer = 0;
  #even = 0;
  #firstOver: Place | undefined;
  #firstLonger: Place | undefined;

  /** @param columns how many cells the header has, empty ones included */
  constructor(readonly columns: number) {}

  add(cells: number, place: Place, isFitting: boolean): void {
    if (cells <= this.columns) {
      if (isFitting) this.#even++;
    } else if (isFitting) {
      this.#longer++;
      this.#firstLonger ??= place;
    } else {
      this.#over++;
      this.#firstOver ??= place;
    }
  }

  /** Rows with more cells than the header, if they are more than single faults and not the form of all rows. */
  commas(): { rows: number; first: Place } | undefined {
    if (areMany(this.#over, this.#even + this.#longer)) return { rows: this.#over, first: this.#firstOver! };
    const [fewer, more] = [this.#even, this.#longer].sort((a, b) => a - b) as [number, number];
    return areMany(fewer, more) ? { rows: this.#longer, first: this.#firstLonger! } : undefined;
  }
}
