import { FIELDS, type ReasonCode } from "../reading/mod.ts";
import type { Verdict } from "./judge.ts";

/** Counts over verdicts. Plain values, so that they can travel between processes as JSON. */
export interface Tally {
  accepted: number;
  /** Accepted with a note of level `suspect`. */
  suspect: number;
  rejected: number;
  /** By the first reason, so that they add up to `rejected`. */
  rejectedByReason: Partial<Record<ReasonCode, number>>;
  /** Missing values by field, one count for each hour of the day (UTC), of accepted readings. */
  missingByFieldAndHour: Record<string, number[]>;
  /** Out-of-range values by field. */
  outOfRangeByField: Record<string, number>;
}

/**
 * A tally of nothing.
 *
 * @example
 * ```ts
 * import { emptyTally } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(emptyTally().accepted, 0);
 * ```
 */
export function emptyTally(): Tally {
  return {
    accepted: 0,
    suspect: 0,
    rejected: 0,
    rejectedByReason: {},
    missingByFieldAndHour: Object.fromEntries(FIELDS.map((field) => [field.name, new Array<number>(24).fill(0)])),
    outOfRangeByField: Object.fromEntries(FIELDS.map((field) => [field.name, 0])),
  };
}

/**
 * Adds one verdict to a tally.
 *
 * @example
 * ```ts
 * import { addVerdict, emptyTally, judge } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const tally = emptyTally();
 * addVerdict(tally, judge({ partition: 0, offset: 0, value: null }, () => false));
 * assert.deepEqual(tally.rejectedByReason, { tombstone: 1 });
 * ```
 */
export function addVerdict(tally: Tally, verdict: Verdict): void {
  if (!verdict.accepted) {
    const code = verdict.rejection.reasons[0].code;
    tally.rejected++;
    tally.rejectedByReason[code] = (tally.rejectedByReason[code] ?? 0) + 1;
    return;
  }
  const { reading } = verdict;
  tally.accepted++;
  if (reading.row_validity === "suspect") tally.suspect++;
  const noted = reading.qa_out_of_range_fields > 0 ? reading.validation_notes! : "";
  const hour = Math.floor(reading.ts / 3_600_000) % 24;
  for (let i = 0; i < FIELDS.length; i++) {
    if (reading.values[i] !== null) continue;
    const name = FIELDS[i]!.name;
    if (noted.includes(`out_of_range:${name}=`)) tally.outOfRangeByField[name]!++;
    else tally.missingByFieldAndHour[name]![(hour + 24) % 24]!++;
  }
}
