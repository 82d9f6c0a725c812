import type { Clock } from "../common/mod.ts";
import type { SourceRow } from "./csv.ts";
import type { Lateness } from "./lateness.ts";

/** How fast a file is replayed: against its own timestamps, at a fixed rate, or as fast as it goes. */
export type Pace =
  | { kind: "speedup"; eventSecondsPerSecond: number }
  | { kind: "rate"; rowsPerSecond: number }
  | { kind: "max" };

/**
 * A pace as text.
 *
 * @example
 * ```ts
 * import { describePace } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(describePace({ kind: "speedup", eventSecondsPerSecond: 3_600_000 }), "3,600,000 event seconds a second");
 * assert.equal(describePace({ kind: "rate", rowsPerSecond: 1_000 }), "1,000 rows/s");
 * ```
 */
export function describePace(pace: Pace): string {
  if (pace.kind === "speedup") return `${pace.eventSecondsPerSecond.toLocaleString("en-US")} event seconds a second`;
  return pace.kind === "rate" ? `${pace.rowsPerSecond.toLocaleString("en-US")} rows/s` : "max";
}

// Rows due within one tick go together: a timer for each would be late by the sum of their wake-ups. A timer wakes some 1 ms late, so at
// 1,000 rows/s this is a batch of three and a lateness of at most 3 ms; half of it would save 1 ms for a third more work.
const TICK_MS = 2;
// A longer time-out than 2^31 - 1 ms fires at once.
const LONGEST_SLEEP_MS = 2 ** 30;

/**
 * Holds rows back until they are due and hands over together what is due by then. Due times count from the start, so that delays
 * do not add up: after a stall the rows come at once until the pace is met again. Ends early when `signal` aborts.
 */
export async function* paced(
  blocks: AsyncIterable<SourceRow[]>,
  { pace, clock, signal, lateness }: { pace: Pace; clock: Clock; signal: AbortSignal; lateness: Lateness },
): AsyncGenerator<SourceRow[]> {
  const dueTime = dueTimes(pace);
  let startMs: number | undefined;
  for await (const rows of blocks) {
    if (signal.aborted) return;
    startMs ??= clock.now();
    const dueMs = Float64Array.from(rows, dueTime);
    for (let from = 0; from < rows.length;) {
      const elapsedMs = clock.now() - startMs;
      const waitMs = dueMs[from]! - elapsedMs;
      if (waitMs > 0) {
        await clock.sleep(Math.min(Math.max(waitMs, TICK_MS), LONGEST_SLEEP_MS), signal);
      } else {
        let to = from;
        for (; to < rows.length && dueMs[to]! <= elapsedMs; to++) {
          if (pace.kind !== "max" && rows[to]!.kind !== "blank") lateness.add(elapsedMs - dueMs[to]!);
        }
        yield rows.slice(from, to);
        from = to;
      }
      if (signal.aborted) return;
    }
  }
}

/**
 * Gives each row in turn its due time in milliseconds from the start. A row that has none of its own is due with its predecessor:
 * a blank one, and where timestamps set the pace one without a timestamp or with one that goes back.
 */
function dueTimes(pace: Pace): (row: SourceRow) => number {
  let lastMs = 0, sent = 0, firstEventMs: number | undefined;
  return (row) => {
    if (pace.kind === "rate" && row.kind !== "blank") lastMs = 1000 * sent++ / pace.rowsPerSecond;
    if (pace.kind === "speedup" && row.timestampMs !== null) {
      firstEventMs ??= row.timestampMs;
      lastMs = Math.max(lastMs, (row.timestampMs - firstEventMs) / pace.eventSecondsPerSecond);
    }
    return lastMs;
  };
}
