/**
 * A longer value of a message is not parsed, in bytes: a reading has some 300, and one hostile message must not stall a partition.
 *
 * @example
 * ```ts
 * import { MAX_VALUE_BYTES } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(MAX_VALUE_BYTES, 65_536);
 * ```
 */
export const MAX_VALUE_BYTES = 65_536;

/**
 * On how many days with readings, the newest ones of a station, a duplicate is known: ten years of them. Days, not a span of time: one
 * reading with a date far in the future would move a span away from all the others. What is older than these days cannot be distinguished
 * from a new reading and is accepted.
 *
 * @example
 * ```ts
 * import { SEEN_WINDOW_DAYS } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(SEEN_WINDOW_DAYS, 3_660);
 * ```
 */
export const SEEN_WINDOW_DAYS = 3_660;

/** How many of a station's last readings say what its time is, for `implausible_time`. */
export const TIME_READINGS = 48;

/** How many of a station's last readings say whether its channels agree, for `humidity` and `benzene`: a week. */
export const PHYSICS_READINGS = 168;
