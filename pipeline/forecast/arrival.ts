import { HOUR_MS } from "../series/mod.ts";
import { type Hour, NO_VALUES } from "./hour.ts";
import type { Refusal } from "./learner.ts";

/** After a longer silence a station starts again: what was known a year ago says nothing of the next hour. */
export const MAX_SILENT_HOURS = 8_784;

/** What is known of a station's newest reading. */
export interface Newest {
  hourMs: number | null;
  refused: Refusal | null;
}

/** What a reading means for the hours of a station. */
export type Arrival =
  /** It is the next hour, after so many that had no reading. */
  | { readonly kind: "next"; readonly skipped: readonly Hour[] }
  /** It comes after a silence of more than {@linkcode MAX_SILENT_HOURS}. */
  | { readonly kind: "restart" }
  /** It is no new hour; nothing may change but the reason for refusing. */
  | { readonly kind: "refused"; readonly reason: Refusal };

/**
 * The one place that knows of late, doubled and off-hour readings and of skipped hours: every model sees each hour exactly once, in
 * order. A late reading is not taken in afterwards: forecasts already made from the hours after it would no longer be reproducible.
 */
export function arrivalOf({ hourMs }: Newest, { ts }: Hour): Arrival {
  if (ts % HOUR_MS !== 0) return { kind: "refused", reason: "off_hour_reading" };
  if (hourMs === null) return { kind: "next", skipped: [] };
  if (ts < hourMs) return { kind: "refused", reason: "late_reading" };
  if (ts === hourMs) return { kind: "refused", reason: "doubled_reading" };
  const silent = (ts - hourMs) / HOUR_MS - 1;
  if (silent > MAX_SILENT_HOURS) return { kind: "restart" };
  if (silent === 0) return NOTHING_SKIPPED;
  return {
    kind: "next",
    skipped: Array.from({ length: silent }, (_, i) => ({ ts: hourMs + (i + 1) * HOUR_MS, values: NO_VALUES })),
  };
}

const NOTHING_SKIPPED: Arrival = { kind: "next", skipped: [] };
