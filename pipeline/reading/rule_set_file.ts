import { z } from "zod";
import { PipelineError } from "../common/mod.ts";
import { FIELDS } from "./field.ts";
import { DEFAULT_RULE_SET, type RuleSet } from "./rule_set.ts";
import { parseTimestamp } from "./timestamp.ts";

/** Bounds what is kept of a station and read again of it after a restart. */
const MAX_DAYS = 60;

const NUMBER = z.number("a number");
const POSITIVE = NUMBER.positive("a number over 0").nullable();
const HOURS = z.int("a whole number").min(2, "2 hours or more").max(24 * MAX_DAYS, `${24 * MAX_DAYS} hours or less`)
  .nullable();
const count = (max: number) => z.int("a whole number").min(0, "0 or more").max(max, `${max} or less`);
const days = (max: number) => z.int("a whole number").min(1, "1 day or more").max(max, `${max} days or less`);
const READINGS = z.int("a whole number").min(1, "1 reading or more").max(72, "72 readings or less");
const byField = <T extends z.ZodType>(schema: T) =>
  z.strictObject(Object.fromEntries(FIELDS.map(({ name }) => [name, schema.optional()])));
const MARKERS = z.array(NUMBER);
const TIME = z.string("a time such as 1990-01-01T00:00:00Z")
  .refine((text) => parseTimestamp(text) !== undefined, "a time such as 1990-01-01T00:00:00Z").nullable().optional();
const RANGE = z.strictObject({ min: NUMBER.nullable().optional(), max: NUMBER.nullable().optional() });

/** The form in a file, of which each part may be left out. `null` is no limit, as JSON has no infinity. */
const FILE = z.strictObject({
  ranges: byField(RANGE).default({}),
  accept: z.strictObject({
    minPollutants: count(FIELDS.filter((field) => field.pollutant).length).optional(),
    minValues: count(FIELDS.length).optional(),
  }).default({}),
  numericText: z.boolean("true or false").optional(),
  missing: z.strictObject({
    texts: z.array(z.string("a text")).optional(),
    numbers: z.union([MARKERS, byField(MARKERS)], "numbers, or numbers by field").optional(),
  }).default({}),
  oddValue: z.enum(["row", "cell"], 'expected "row" or "cell"').optional(),
  notes: z.strictObject({
    flatline: z.strictObject({ hours: z.union([HOURS, byField(HOURS)], "hours, or hours by field").optional() })
      .default({}),
    implausibleTime: z.strictObject({ earliest: TIME, latest: TIME, days: POSITIVE.optional() }).default({}),
    plateau: z.strictObject({ hours: z.union([HOURS, byField(HOURS)], "hours, or hours by field").optional() })
      .default({}),
    step: z.strictObject({ maxPerHour: byField(POSITIVE).default({}) }).default({ maxPerHour: {} }),
    humidity: z.strictObject({ tolerance: POSITIVE.optional() }).default({}),
    benzene: z.strictObject({ tolerance: POSITIVE.optional() }).default({}),
    // They are kept of each station, beside the week before them.
    shift: z.strictObject({ evidence: POSITIVE.optional(), readings: READINGS.optional() }).default({}),
    deadChannel: z.strictObject({ days: days(MAX_DAYS).optional() }).default({}),
    // A day is a bit of a whole number.
    calibrationHour: z.strictObject({ days: days(30).optional() }).default({}),
  }).default({
    flatline: {},
    implausibleTime: {},
    plateau: {},
    step: { maxPerHour: {} },
    humidity: {},
    benzene: {},
    shift: {},
    deadChannel: {},
    calibrationHour: {},
  }),
});

/**
 * The rule set that a JSON text asks for: the default one where it says nothing. `null` for a number is no limit. A byte order mark before
 * it is left out.
 *
 * @param from where the text is from, for errors
 *
 * @throws {PipelineError} `usage`: names every fault
 *
 * @example
 * ```ts
 * import { FIELDS, parseRuleSet } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const rules = parseRuleSet('{"ranges":{"co_gt":{"max":2000}},"numericText":true,"notes":{"flatline":{"hours":8}}}');
 * assert.deepEqual(rules.ranges[0], { min: 0, max: 2000 });
 * assert.deepEqual(rules.notes.flatline.hours, FIELDS.map(() => 8));
 * assert.throws(() => parseRuleSet('{"range":{}}'), { code: "usage", message: /"range"/ });
 * ```
 */
export function parseRuleSet(json: string, from = "the contract"): RuleSet {
  const refuse = (faults: string[], cause?: unknown) =>
    new PipelineError("usage", `Cannot take ${from} as a rule set: ${faults.join("; ")}`, {
      hint: "docs/contract lists what a rule set can contain",
      cause,
    });
  let value: unknown;
  try {
    value = JSON.parse(json.replace(/^\ufeff/, ""));
  } catch (cause) {
    throw refuse([`expected JSON, got text that is not JSON (${(cause as Error).message})`], cause);
  }
  const result = FILE.safeParse(value);
  if (!result.success) throw refuse(result.error.issues.flatMap((issue) => faultsOf(issue, [])), result.error);
  const rules = fill(result.data);
  const empty = FIELDS.filter((_, index) => rules.ranges[index]!.min > rules.ranges[index]!.max);
  if (empty.length > 0) {
    throw refuse(empty.map((field) => `ranges.${field.name}: expected min at most max`));
  }
  return rules;
}

/** The faults of an issue, by the path of each; those of a union are the ones of the alternative that got furthest. */
function faultsOf(issue: z.core.$ZodIssue, above: readonly PropertyKey[]): string[] {
  const path = [...above, ...issue.path];
  if (issue.code === "invalid_union") {
    const inner = issue.errors.map((issues) => issues.filter((each) => each.path.length > 0 || "keys" in each));
    const deep = inner.filter((issues) => issues.length > 0).flat();
    if (deep.length > 0) return deep.flatMap((each) => faultsOf(each, path));
  }
  const at = path.join(".");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => `unknown key "${key}"${at && ` in ${at}`}`);
  }
  const expected = issue.code === "invalid_type" && issue.expected === "object" ? "an object" : issue.message;
  return [`${at || "its top"}: expected ${expected}`];
}

/** The rule set with what the file leaves out. */
function fill({ ranges, accept, numericText, missing, oddValue, notes }: z.infer<typeof FILE>): RuleSet {
  const base = DEFAULT_RULE_SET;
  return {
    ranges: FIELDS.map(({ name }, index) => ({
      min: limit(ranges[name]?.min, base.ranges[index]!.min, -Infinity),
      max: limit(ranges[name]?.max, base.ranges[index]!.max),
    })),
    accept: {
      minPollutants: accept.minPollutants ?? base.accept.minPollutants,
      minValues: accept.minValues ?? base.accept.minValues,
    },
    numericText: numericText ?? base.numericText,
    missing: {
      texts: missing.texts ?? base.missing.texts,
      numbers: FIELDS.map(({ name }, index) =>
        (Array.isArray(missing.numbers) ? missing.numbers : missing.numbers?.[name]) ?? base.missing.numbers[index]!
      ),
    },
    oddValue: oddValue ?? base.oddValue,
    notes: {
      implausibleTime: {
        earliest: timeOf(notes.implausibleTime.earliest, base.notes.implausibleTime.earliest, -Infinity),
        latest: timeOf(notes.implausibleTime.latest, base.notes.implausibleTime.latest, Infinity),
        days: limit(notes.implausibleTime.days, base.notes.implausibleTime.days),
      },
      flatline: { hours: hoursOf(notes.flatline.hours, base.notes.flatline.hours) },
      plateau: { hours: hoursOf(notes.plateau.hours, base.notes.plateau.hours) },
      step: {
        maxPerHour: FIELDS.map(({ name }, index) =>
          limit(notes.step.maxPerHour[name], base.notes.step.maxPerHour[index]!)
        ),
      },
      humidity: { tolerance: limit(notes.humidity.tolerance, base.notes.humidity.tolerance) },
      benzene: { tolerance: limit(notes.benzene.tolerance, base.notes.benzene.tolerance) },
      shift: {
        evidence: limit(notes.shift.evidence, base.notes.shift.evidence),
        readings: notes.shift.readings ?? base.notes.shift.readings,
      },
      deadChannel: { days: notes.deadChannel.days ?? base.notes.deadChannel.days },
      calibrationHour: { days: notes.calibrationHour.days ?? base.notes.calibrationHour.days },
    },
  };
}

const limit = (given: number | null | undefined, otherwise: number, none = Infinity): number =>
  given === undefined ? otherwise : given ?? none;

type Hours = number | null | Readonly<Record<string, number | null | undefined>> | undefined;

const hoursOf = (given: Hours, otherwise: readonly number[]): number[] =>
  FIELDS.map(({ name }, index) =>
    limit(typeof given === "object" && given !== null ? given[name] : given, otherwise[index]!)
  );

const timeOf = (given: string | null | undefined, otherwise: number, none: number): number =>
  given === undefined ? otherwise : given === null ? none : parseTimestamp(given)!;
