/** Whether a note makes the row's values doubtful, or only explains why some are missing. */
export type NoteLevel = "suspect" | "info";

/**
 * What can be noted on an accepted reading, as a closed list, in the order in which notes stand in `validation_notes`. `suspect` makes the
 * row's `row_validity` so; `info` explains a missing value and leaves the row `valid`.
 *
 * | code | level | says |
 * |---|---|---|
 * | `out_of_range:<field>=<value>` | suspect | the value was outside its plausible range, and is null now |
 * | `odd_value:<field>=<text>` | suspect | the text was no number and no marker of a missing value, and is null now; only where the rule set lets an odd cell cost its cell alone |
 * | `unknown_field:<name>` | info | the message has a field that the contract does not know |
 * | `implausible_time` | suspect | the time is outside the plausible span, or more than a year from that of most of the station's last readings |
 * | `flatline:<field>` | suspect | the value has been exactly the same for hours |
 * | `plateau:<field>` | suspect | the value is a round maximum, such as 999, and not for the first time in a row |
 * | `step:<field>` | suspect | the value is further from the one before, and from the one before that, than an hour can bring |
 * | `humidity:<field>` | suspect | temperature, relative and absolute humidity contradict each other, which they did not before; the field is the one that is most likely wrong |
 * | `benzene` | suspect | benzene and the sensor that it is a function of contradict the station's last readings |
 * | `shift` | suspect | since its hours were last interrupted the station's clock is an hour ahead, by the course of its days before |
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
  odd_value: "suspect",
  unknown_field: "info",
  implausible_time: "suspect",
  flatline: "suspect",
  plateau: "suspect",
  step: "suspect",
  humidity: "suspect",
  benzene: "suspect",
  shift: "suspect",
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
