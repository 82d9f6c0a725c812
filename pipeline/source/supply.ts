import type { RowBlock, SourceRow } from "./csv.ts";

/** The rows of a source up to a limit of sendable ones, and what is known of them. */
export class Supply {
  /** Rows handed over. */
  rows = 0;
  /** Whether the source was read to its end, not cut by the limit. */
  ended = false;
  readonly #source: AsyncIterable<RowBlock>;
  readonly #limit: number;
  #block = { fromByte: 0, toByte: 0, fromRow: 0, toRow: 0 };

  constructor(source: AsyncIterable<RowBlock>, limit: number) {
    this.#source = source;
    this.#limit = limit;
  }

  async *blocks(): AsyncGenerator<SourceRow[]> {
    let sendable = 0;
    for await (const { rows, endByte } of this.#source) {
      const cut = rows.findIndex((row) => row.kind !== "blank" && ++sendable > this.#limit);
      const kept = cut < 0 ? rows : rows.slice(0, cut);
      // An end that is not past the one before is the next round's first block.
      const fromByte = endByte <= this.#block.toByte ? 0 : this.#block.toByte;
      this.#block = { fromByte, toByte: endByte, fromRow: this.rows, toRow: this.rows + rows.length };
      this.rows += kept.length;
      yield kept;
      if (cut >= 0) return;
    }
    this.ended = true;
  }

  /** About how many bytes of the file the first `rowCount` rows took: blocks are handed on row by row as these fall due. */
  bytesAt(rowCount: number): number {
    const { fromByte, toByte, fromRow, toRow } = this.#block;
    return fromByte + (toByte - fromByte) * (rowCount - fromRow) / Math.max(1, toRow - fromRow);
  }
}
