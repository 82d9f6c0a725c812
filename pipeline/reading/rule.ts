import { FIELDS } from "./field.ts";
import { NOTE_LEVELS, type NoteCode, type NoteLevel } from "./note.ts";
import type { ReasonCode } from "./reason.ts";
import { MAX_VALUE_BYTES, PHYSICS_READINGS, SEEN_WINDOW_DAYS, TIME_READINGS } from "./rule_memory.ts";
import { DEFAULT_RULE_SET } from "./rule_set.ts";
import { TIME_LIMITS } from "./time_limit.ts";

/** A rule of the contract as a row of its table: what it says by default, and why. */
export interface Rule {
  readonly code: ReasonCode | NoteCode;
  /** Whether it rejects the message, or is noted on the accepted reading. */
  readonly kind: "reason" | "note";
  readonly level: "rejected" | NoteLevel;
  /** Empty where it is about the message or reading as a whole. */
  readonly field: string;
  /** As text, such as "0 to 50"; empty where there is none. */
  readonly threshold: string;
  /** Of the threshold; empty where it has none. */
  readonly unit: string;
  readonly what: string;
  /** Where the threshold or the rule comes from. */
  readonly source: string;
  readonly justification: string;
}

const DATA_SET = "UCI id 360, the 9,357 readings of the file";

function reason(code: ReasonCode, what: string, justification: string, threshold: Partial<Rule> = {}): Rule {
  const source = "the raw message's contract";
  return {
    code,
    kind: "reason",
    level: "rejected",
    field: "",
    threshold: "",
    unit: "",
    what,
    source,
    justification,
    ...threshold,
  };
}

function note(
  code: NoteCode,
  what: string,
  source: string,
  justification: string,
  threshold: Partial<Rule> = {},
): Rule {
  const level = NOTE_LEVELS[code];
  return { code, kind: "note", level, field: "", threshold: "", unit: "", what, source, justification, ...threshold };
}

const { accept, notes } = DEFAULT_RULE_SET;
const whole = (count: number) => count.toLocaleString("en-US");
const yearOf = (timestampMs: number) => new Date(timestampMs).getUTCFullYear();

/**
 * Every rule with its default threshold, unit, source and justification: reasons in the order of `REASON_CODES`, then notes in that of
 * `NOTE_CODES`, those of a field by field.
 *
 * @example
 * ```ts
 * import { RULES } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const rule = RULES.find(({ code, field }) => code === "out_of_range" && field === "co_gt");
 * assert.equal(`${rule?.threshold} ${rule?.unit}`, "0 to 50 mg/m³");
 * ```
 */
export const RULES: readonly Rule[] = [
  reason("tombstone", "The message has no value", "A deletion in a compacted topic: there is no reading to keep"),
  reason(
    "too_large",
    "The value is too long to be parsed",
    "A reading has some 300 bytes; one hostile message must not stall a partition",
    {
      threshold: whole(MAX_VALUE_BYTES),
      unit: "bytes",
    },
  ),
  reason(
    "not_utf8",
    "The value is not UTF-8 text",
    "JSON is UTF-8 (RFC 8259); a guess at another encoding would change names and units",
  ),
  reason("not_json", "The text is not JSON", "NaN and Infinity are not JSON either: they are rejected, not guessed"),
  reason(
    "malformed_line",
    "The source line did not fit the columns of its header",
    "Which cell belongs to which column cannot be known",
  ),
  reason(
    "schema_violation",
    "A field has another type than the contract's, or comes more than once",
    'A text for a number is a fault upstream: "2.6" in a file with decimal commas may be 26. Of two values for one key nobody can know which was meant',
  ),
  reason(
    "bad_timestamp",
    "`ts` is not an RFC 3339 date-time that exists",
    "A reading without a timestamp can neither be placed in time nor recognised as a duplicate",
  ),
  reason(
    "no_pollutant",
    "Fewer pollutants have a value than are needed",
    "The pollutants are what is reported on; without one, the row says nothing about the air",
    {
      threshold: String(accept.minPollutants),
      unit: "of the 5 pollutants",
    },
  ),
  reason(
    "too_few_values",
    "Fewer measurements have a value than are needed",
    "For readers who need whole rows; by default no row is dropped for its gaps",
    {
      threshold: String(accept.minValues),
      unit: `of the ${FIELDS.length} measurements`,
    },
  ),
  reason(
    "duplicate",
    "A reading of this station and timestamp was accepted before",
    "The first one counts, so that reading a source twice changes nothing",
    {
      threshold: whole(SEEN_WINDOW_DAYS),
      unit: "days remembered",
    },
  ),
  reason(
    "unprocessable",
    "The program fails on the message each time, and continues without it because of `consume --skip-poison`",
    "No message may hold its partition for good. Its value is kept as received, so that it can be judged again once the fault is fixed: `dlq redrive`",
    { source: "the consumer" },
  ),
  ...FIELDS.map((field) =>
    note(
      "out_of_range",
      `${field.header} is outside its plausible range; it becomes null`,
      "instrument standards and the data set",
      field.rangeReason,
      {
        field: field.name,
        threshold: field.max === Infinity ? `${field.min} or more` : `${field.min} to ${field.max}`,
        unit: field.unit,
      },
    )
  ),
  note(
    "odd_value",
    "A measurement is a text that is neither a number nor a marker of a missing value, or comes more than once; it becomes null",
    "the raw message's contract",
    "By default such a message is rejected as schema_violation; with `oddValue` as `cell` the rest of a sound row is kept",
    { threshold: DEFAULT_RULE_SET.oddValue },
  ),
  note(
    "unknown_field",
    "The message has a field that is not in the contract",
    "the raw message's contract",
    "The field is ignored. But if a field was renamed, its measurement is missing from then on, and nothing else would show that",
  ),
  note(
    "implausible_time",
    `\`ts\` is outside the plausible span, or more than a year from most of the station's last ${TIME_READINGS} readings`,
    "clocks that are reset (1970, 2000), or typed in (0204, 2080)",
    "Such a reading is valid by itself, but belongs to another hour. A station that returns after more than a year has 24 such notes",
    {
      threshold: `${yearOf(notes.implausibleTime.earliest)} to ${
        yearOf(notes.implausibleTime.latest - 1)
      }; ${notes.implausibleTime.days} days`,
      unit: "",
    },
  ),
  ...FIELDS.map((field, index) =>
    note(
      "flatline",
      `${field.header} is exactly the same in this many readings in a row`,
      DATA_SET,
      TIME_LIMITS[index]!.flatlineReason,
      {
        field: field.name,
        threshold: String(notes.flatline.hours[index]),
        unit: "h",
      },
    )
  ),
  ...FIELDS.flatMap((field, index) =>
    Number.isFinite(notes.plateau.hours[index]!)
      ? [note(
        "plateau",
        `${field.header} is 99.9, 999, 999.9, 9999 or 99999, as in the readings before`,
        "loggers that write their largest number for a fault, or saturate",
        "The file has such a value twice in a row in no channel; sensors need three, as 999 is an ordinary response",
        { field: field.name, threshold: String(notes.plateau.hours[index]), unit: "h" },
      )]
      : []
  ),
  ...FIELDS.map((field, index) =>
    note(
      "step",
      `${field.header} differs by more than this, within an hour, from the value before it and from the one before that`,
      DATA_SET,
      TIME_LIMITS[index]!.stepReason,
      {
        field: field.name,
        threshold: String(notes.step.maxPerHour[index]),
        unit: field.unit && `${field.unit} per h`,
      },
    )
  ),
  note(
    "humidity",
    `AH differs by more than this from RH/100 · 6.112 · exp(17.62 T / (243.12 + T)) / 10 kPa, and most of the station's last ${PHYSICS_READINGS} readings do not`,
    "Magnus formula; " + DATA_SET,
    "In all 8,991 hours of the file with the three values AH is within 2.5 % of it. The field named is the one that, computed from the other two, comes closest to the last sound reading",
    { threshold: `${100 * notes.humidity.tolerance}`, unit: "%" },
  ),
  note(
    "benzene",
    `C6H6 is by this much above that of readings with more PT08.S2, or below that of readings with less, compared with over a tenth of the station's last ${PHYSICS_READINGS} readings, at a station where that is rare`,
    DATA_SET,
    "In the file C6H6 is a rising function of PT08.S2, without an exception; at a station where it is not, the rule notes nothing",
    { threshold: String(notes.benzene.tolerance), unit: "µg/m³" },
  ),
  note(
    "shift",
    "Since an hour was missing, the channels' changes from hour to hour fit those of the hour before their own, in the week before, and not those of their own hour",
    DATA_SET,
    "A clock that is set to summer time. Weather and traffic must both show it. The file has no such note; with 52 of its readings taken out at random, 3.7 a year are noted falsely",
    { threshold: `${notes.shift.evidence}, after ${notes.shift.readings} readings`, unit: "" },
  ),
  note(
    "joint_outage",
    "All eight sensors (PT08.*, T, RH, AH) are missing together",
    DATA_SET,
    "In the file they are missing all eight or not at all, in the same 366 hours: the station was down, not a channel",
    { threshold: "8", unit: "sensors" },
  ),
  note(
    "calibration_hour",
    "An analyser's value is missing, for the first hour, at an hour of the day at which it was missing on most of the last days whose neighbouring hours had values",
    DATA_SET,
    "The file's analysers are calibrated at night: CO misses 04:00, NOx and NO2 03:00. A week shows a habit and follows its changes",
    { threshold: String(notes.calibrationHour.days), unit: "days looked back" },
  ),
  note(
    "dead_channel",
    "The value is missing, as in all readings of this many days (24 readings each)",
    DATA_SET,
    "The longest outage that ended took 173 hours; NMHC stopped on 2004-05-01 for good",
    { threshold: String(notes.deadChannel.days), unit: "days" },
  ),
];
