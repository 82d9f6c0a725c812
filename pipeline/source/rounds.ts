import { formatTimestamp } from "../reading/mod.ts";
import type { RowBlock, SourceRow } from "./csv.ts";

const DAY_MS = 86_400_000;
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * Reads a source round after round without end. Each round's timestamps are moved on by the span of the file and rounded up to
 * whole days, so that hours of the day stay and no round's timestamp meets another's; source lines and texts that are no timestamp
 * stay. Ends where a round sends nothing, and before a timestamp would pass the year 9999.
 */
export async function* rounds(read: () => AsyncIterable<RowBlock>): AsyncGenerator<RowBlock> {
  let shiftMs = 0, firstMs = Infinity, lastMs = -Infinity, sent = false;
  for (;;) {
    for await (const block of read()) {
      yield shiftMs === 0 ? block : { ...block, rows: block.rows.map((row) => shifted(row, shiftMs)) };
      for (const { kind, timestampMs } of block.rows) {
        sent ||= kind !== "blank";
        if (timestampMs === null) continue;
        firstMs = Math.min(firstMs, timestampMs);
        lastMs = Math.max(lastMs, timestampMs);
      }
    }
    // The 1 ms makes it more than the span: a span of exact days would put the next round's first hour on this one's last.
    if (lastMs >= firstMs) shiftMs += Math.ceil((lastMs - firstMs + 1) / DAY_MS) * DAY_MS;
    if (!sent || lastMs + shiftMs > LAST_MS) return;
  }
}

function shifted(row: SourceRow, shiftMs: number): SourceRow {
  if (row.kind !== "reading" || row.timestampMs === null) return row;
  const timestampMs = row.timestampMs + shiftMs;
  return { ...row, timestampMs, message: { ...row.message, ts: formatTimestamp(timestampMs) } };
}
