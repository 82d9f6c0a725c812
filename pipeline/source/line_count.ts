import { formatTimestamp } from "../reading/mod.ts";
import type { SourceRow } from "./csv.ts";

/** Counts the data lines of a run, sent ones and those that need no sending. */
export class LineCount {
  dataLines = 0;
  blankLines = 0;
  #firstMs: number | undefined;
  #lastMs: number | undefined;

  /** Counts lines and gives those of them that are not blank. */
  add(rows: SourceRow[]): SourceRow[] {
    const sendable = rows.filter(({ kind }) => kind !== "blank");
    this.dataLines += rows.length;
    this.blankLines += rows.length - sendable.length;
    for (const { timestampMs } of rows) {
      if (timestampMs === null) continue;
      this.#firstMs ??= timestampMs;
      this.#lastMs = timestampMs;
    }
    return sendable;
  }

  /** RFC 3339 of the first and last reading that had a timestamp; null where none had. */
  span(): { firstTs: string | null; lastTs: string | null } {
    const format = (timestampMs: number | undefined) => timestampMs === undefined ? null : formatTimestamp(timestampMs);
    return { firstTs: format(this.#firstMs), lastTs: format(this.#lastMs) };
  }
}
