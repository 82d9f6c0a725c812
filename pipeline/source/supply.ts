import type { RowBlock, SourceRow } from "./csv.ts";

/** What a supply is cut to and measured against. */
export interface SupplyOptions {
  /** At most this many sendable rows. */
  limit: number;
  /** Rows up to this line are never cut: they were sent before. */
  sentLine: number;
  sizeBytes: number;
}

/** The rows of a source up to a limit of sendable ones, and what is known of them. */
export class Supply {
  /** Rows handed over. */
  #rows = 0;
  /** Whether what was handed over ends with the file, not at the limit. */
  #atEnd = false;
  readonly #source: AsyncIterable<RowBlock>;
  readonly #options: SupplyOptions;
  #block = { fromByte: 0, toByte: 0, fromRow: 0, toRow: 0 };

  constructor(source: AsyncIterable<RowBlock>, options: SupplyOptions) {
    this.#source = source;
    this.#options = options;
  }

  async *blocks(): AsyncGenerator<SourceRow[]> {
    const { limit, sentLine, sizeBytes } = this.#options;
    let sendable = 0;
    for await (const { rows, endByte } of this.#source) {
      const cut = rows.findIndex((row) => row.kind !== "blank" && ++sendable > limit && row.sourceLine > sentLine);
      const kept = cut < 0 ? rows : rows.slice(0, cut);
      // An end that is not past the one before is the next round's first block.
      const fromByte = endByte <= this.#block.toByte ? 0 : this.#block.toByte;
      this.#block = { fromByte, toByte: endByte, fromRow: this.#rows, toRow: this.#rows + rows.length };
      this.#rows += kept.length;
      this.#atEnd = cut < 0 && endByte >= sizeBytes;
      yield kept;
      if (cut >= 0) return;
    }
  }

  /** Whether the first `rowCount` rows are all of the file; with rounds, all of so many. */
  isWhole(rowCount: number): boolean {
    return this.#atEnd && rowCount === this.#rows;
  }

  /** About which share of the file the first `rowCount` rows took: blocks are handed on row by row as these fall due. */
  fractionAt(rowCount: number): number {
    const { fromByte, toByte, fromRow, toRow } = this.#block;
    const bytes = fromByte + (toByte - fromByte) * (rowCount - fromRow) / Math.max(1, toRow - fromRow);
    return bytes / this.#options.sizeBytes;
  }
}
