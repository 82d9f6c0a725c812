import { createHash } from "node:crypto";
import { FIELDS, MISSING_NUMBERS } from "./field.ts";
import { MISSING_TEXTS } from "./raw.ts";
import { TIME_LIMITS } from "./time_limit.ts";
import { formatTimestamp } from "./timestamp.ts";

/** The thresholds of the rules. Lists are in the order of `FIELDS`; `Infinity` is no limit. */
export interface RuleSet {
  /** Plausible ranges, inclusive, in each field's unit. */
  readonly ranges: readonly { readonly min: number; readonly max: number }[];
  /** What a reading needs to be accepted. */
  readonly accept: {
    /** Of the five pollutants. */
    readonly minPollutants: number;
    /** Of the 13 measurements. */
    readonly minValues: number;
  };
  /** Whether a text that is a plain decimal number, such as "2.6" or "2,6", counts as that number; if not, it breaks the schema. */
  readonly numericText: boolean;
  /** What means "no value", besides null, an absent field and -200. */
  readonly missing: {
    readonly texts: readonly string[];
    readonly numbers: readonly (readonly number[])[];
  };
  /**
   * What a measurement costs that is neither a number nor missing: the reading (`row`: it is rejected), or itself (`cell`: it becomes null and
   * is noted).
   */
  readonly oddValue: "row" | "cell";
  readonly notes: {
    /** What is earlier or later, or further from most of a station's last readings, is noted; milliseconds since 1970, and days. */
    readonly implausibleTime: { readonly earliest: number; readonly latest: number; readonly days: number };
    /** So many hourly readings in a row with the same value are noted. */
    readonly flatline: { readonly hours: readonly number[] };
    /** So many readings in a row with the same round maximum (99.9, 999, 9999) are noted. */
    readonly plateau: { readonly hours: readonly number[] };
    /** A larger change in an hour is noted. */
    readonly step: { readonly maxPerHour: readonly number[] };
    /** The share by which temperature and both humidities may contradict each other. */
    readonly humidity: { readonly tolerance: number };
    /** By so much, in µg/m³, benzene may contradict the sensor that it is a function of. */
    readonly benzene: { readonly tolerance: number };
    /** Evidence for a clock that is an hour ahead, and how many readings after a missing hour nothing is said. */
    readonly shift: { readonly evidence: number; readonly readings: number };
    /** A missing value is noted after so many days without any, of 24 readings each. */
    readonly deadChannel: { readonly days: number };
    /** So many days back it is looked which hours an analyser misses. */
    readonly calibrationHour: { readonly days: number };
  };
}

/**
 * What holds where nobody says otherwise.
 *
 * @example
 * ```ts
 * import { DEFAULT_RULE_SET, FIELDS } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(DEFAULT_RULE_SET.ranges.length, FIELDS.length);
 * assert.deepEqual(DEFAULT_RULE_SET.accept, { minPollutants: 1, minValues: 0 });
 * ```
 */
export const DEFAULT_RULE_SET: RuleSet = {
  ranges: FIELDS.map(({ min, max }) => ({ min, max })),
  accept: { minPollutants: 1, minValues: 0 },
  numericText: false,
  missing: { texts: MISSING_TEXTS, numbers: MISSING_NUMBERS },
  oddValue: "row",
  notes: {
    implausibleTime: { earliest: Date.UTC(1990, 0, 1), latest: Date.UTC(2100, 0, 1), days: 366 },
    flatline: { hours: TIME_LIMITS.map((limit) => limit.flatlineHours) },
    plateau: { hours: TIME_LIMITS.map((limit) => limit.plateauHours) },
    step: { maxPerHour: TIME_LIMITS.map((limit) => limit.maxPerHour) },
    humidity: { tolerance: 0.05 },
    benzene: { tolerance: 0.5 },
    shift: { evidence: 60, readings: 12 },
    deadChannel: { days: 14 },
    calibrationHour: { days: 7 },
  },
};

/** Version of the code of the rules: to be raised where the same thresholds give another verdict or other notes than before. */
const CODE_VERSION = 4;

/**
 * The whole of a rule set as JSON, which {@linkcode parseRuleSet} reads back; the same rules give the same bytes.
 *
 * @example
 * ```ts
 * import { DEFAULT_RULE_SET, encodeRuleSet, parseRuleSet } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(parseRuleSet(encodeRuleSet(DEFAULT_RULE_SET)), DEFAULT_RULE_SET);
 * ```
 */
export function encodeRuleSet({ ranges, accept, numericText, missing, oddValue, notes }: RuleSet): string {
  const named = <T>(values: readonly T[]) => Object.fromEntries(FIELDS.map(({ name }, index) => [name, values[index]]));
  // JSON.stringify makes null of infinity.
  const file = {
    ranges: named(ranges.map(({ min, max }) => ({ min, max }))),
    accept: { minPollutants: accept.minPollutants, minValues: accept.minValues },
    numericText,
    missing: { texts: missing.texts, numbers: named(missing.numbers) },
    oddValue,
    notes: {
      implausibleTime: {
        earliest: timeText(notes.implausibleTime.earliest),
        latest: timeText(notes.implausibleTime.latest),
        days: notes.implausibleTime.days,
      },
      flatline: { hours: named(notes.flatline.hours) },
      plateau: { hours: named(notes.plateau.hours) },
      step: { maxPerHour: named(notes.step.maxPerHour) },
      humidity: { tolerance: notes.humidity.tolerance },
      benzene: { tolerance: notes.benzene.tolerance },
      shift: { evidence: notes.shift.evidence, readings: notes.shift.readings },
      deadChannel: { days: notes.deadChannel.days },
      calibrationHour: { days: notes.calibrationHour.days },
    },
  };
  return JSON.stringify(file, null, 2) + "\n";
}

const timeText = (timestampMs: number) => Number.isFinite(timestampMs) ? formatTimestamp(timestampMs) : null;

/**
 * What a rule set is called wherever its outcome is kept: the version of the rules' code, `-`, and 12 hexadecimal digits of the SHA-256 of
 * {@linkcode encodeRuleSet}.
 *
 * @example
 * ```ts
 * import { DEFAULT_RULE_SET, parseRuleSet, ruleSetVersion } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.match(ruleSetVersion(DEFAULT_RULE_SET), /^4-[0-9a-f]{12}$/);
 * assert.equal(ruleSetVersion(parseRuleSet("{}")), ruleSetVersion(DEFAULT_RULE_SET));
 * assert.notEqual(ruleSetVersion(parseRuleSet('{"numericText":true}')), ruleSetVersion(DEFAULT_RULE_SET));
 * ```
 */
export function ruleSetVersion(rules: RuleSet): string {
  return `${CODE_VERSION}-${createHash("sha256").update(encodeRuleSet(rules)).digest("hex").slice(0, 12)}`;
}
