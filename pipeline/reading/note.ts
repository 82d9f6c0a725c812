/** Whether a note makes the row's values doubtful, or only explains why some are missing. */
export type NoteLevel = "suspect" | "info";

/**
 * What can be noted on an accepted reading, as a closed list, in the order in which notes stand in `validation_notes`. `suspect` makes the
 * row's `row_validity` so; `info` explains a missing value and leaves the row `valid`.
 *
 * | code | level | says |
 * |---|---|---|
 * | `out_of_range:<field>=<value>` | suspect | the value was outside its plausible range, and is null now |
 * | `flatline:<field>` | suspect | the value has been exactly the same for hours |
 * | `step:<field>` | suspect | the value is further from the one before, and from the one before that, than an hour can bring |
 * | `joint_outage` | info | all eight sensors of the station are missing together: the station, not a channel |
 * | `calibration_hour:<field>` | info | the analyser misses this hour on most days: it is being calibrated |
 * | `dead_channel:<field>` | info | the channel has not given a value for days |
 *
 * @example
 * ```ts
 * import { NOTE_LEVELS } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(NOTE_LEVELS.flatline, "suspect");
 * ```
 */
export const NOTE_LEVELS = {
  out_of_range: "suspect",
  flatline: "suspect",
  step: "suspect",
  joint_outage: "info",
  calibration_hour: "info",
  dead_channel: "info",
} as const satisfies Record<string, NoteLevel>;

export type NoteCode = keyof typeof NOTE_LEVELS;

/**
 * The codes of {@linkcode NOTE_LEVELS}, in order.
 *
 * @example
 * ```ts
 * import { NOTE_CODES } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(NOTE_CODES[0], "out_of_range");
 * ```
 */
export const NOTE_CODES = Object.keys(NOTE_LEVELS) as readonly NoteCode[];

/**
 * The notes of an accepted reading without their values, such as `out_of_range:nox_gt`.
 *
 * @example
 * ```ts
 * import { flagsOf } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(flagsOf("out_of_range:nox_gt=6000;joint_outage"), ["out_of_range:nox_gt", "joint_outage"]);
 * assert.deepEqual(flagsOf(null), []);
 * ```
 */
export function flagsOf(validationNotes: string | null): string[] {
  return validationNotes === null ? [] : validationNotes.split(";").map((note) => note.split("=", 1)[0]!);
}
