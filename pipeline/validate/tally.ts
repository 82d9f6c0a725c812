import { FIELDS, type ReasonCode } from "../reading/mod.ts";
import type { CleanColumns } from "./clean_rows.ts";
import { textAt } from "./text_column.ts";
import type { Rejection } from "./judge.ts";

/** Counts over verdicts. Plain values, so that they can travel between processes as JSON. */
export interface Tally {
  accepted: number;
  /** Accepted with a note of level `suspect`. */
  suspect: number;
  rejected: number;
  /** How many of these were judged before: after a failed commit or a rebalance, messages are read again. */
  again: number;
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
    again: 0,
    rejectedByReason: {},
    missingByFieldAndHour: Object.fromEntries(FIELDS.map((field) => [field.name, new Array<number>(24).fill(0)])),
    outOfRangeByField: Object.fromEntries(FIELDS.map((field) => [field.name, 0])),
  };
}

/**
 * Counts an accepted reading.
 *
 * @example
 * ```ts
 * import { CleanRows } from "./mod.ts";
 * import { emptyTally, RecentReadings, SeenReadings, tallyAccepted, Validator } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const validator = new Validator({ seen: new SeenReadings(), recent: new RecentReadings() });
 * const rows = new CleanRows(false), tally = emptyTally();
 * const value = new TextEncoder().encode('{"station_id":"uci","ts":"2004-03-10T18:00:00Z","co_gt":2.6}');
 * assert.equal(validator.validate({ partition: 0, offset: 7, value }, rows), null);
 * tallyAccepted(tally, rows, 0);
 * assert.deepEqual([tally.accepted, tally.missingByFieldAndHour["t"]![18]], [1, 1]);
 * ```
 */
export function tallyAccepted(tally: Tally, rows: CleanColumns, row: number): void {
  tally.accepted++;
  if (textAt(rows.rowValidity, row) === "suspect") tally.suspect++;
  if (rows.missing[row] === 0 && rows.outOfRange[row] === 0) return;
  const noted = rows.outOfRange[row]! > 0 ? textAt(rows.notes, row)! : "";
  const hour = Math.floor(rows.ts[row]! / 3_600_000) % 24;
  for (let i = 0; i < FIELDS.length; i++) {
    if (!Number.isNaN(rows.values[i]![row]!)) continue;
    const name = FIELDS[i]!.name;
    if (noted.includes(`out_of_range:${name}=`)) tally.outOfRangeByField[name]!++;
    else tally.missingByFieldAndHour[name]![(hour + 24) % 24]!++;
  }
}

/**
 * Counts a rejection, by its first reason.
 *
 * @example
 * ```ts
 * import { emptyTally, judge, tallyRejected } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const tally = emptyTally(), verdict = judge({ partition: 0, offset: 0, value: null }, () => false);
 * if (!verdict.accepted) tallyRejected(tally, verdict.rejection);
 * assert.deepEqual(tally.rejectedByReason, { tombstone: 1 });
 * ```
 */
export function tallyRejected(tally: Tally, { reasons: [{ code }] }: Rejection): void {
  tally.rejected++;
  tally.rejectedByReason[code] = (tally.rejectedByReason[code] ?? 0) + 1;
}
