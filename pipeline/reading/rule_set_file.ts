import { z } from "zod";
import { PipelineError } from "../common/mod.ts";
import { FIELDS } from "./field.ts";
import { DEFAULT_RULE_SET, type RuleSet } from "./rule_set.ts";

/** Bounds what is kept of a station and read again of it after a restart. */
const MAX_DAYS = 60;

const NUMBER = z.number("a number");
const POSITIVE = NUMBER.positive("a number over 0").nullable();
const HOURS = z.int("a whole number").min(2, "2 hours or more").max(24 * MAX_DAYS, `${24 * MAX_DAYS} hours or less`)
  .nullable();
const count = (max: number) => z.int("a whole number").min(0, "0 or more").max(max, `${max} or less`);
const days = (max: number) => z.int("a whole number").min(1, "1 day or more").max(max, `${max} days or less`);
const byField = <T extends z.ZodType>(schema: T) =>
  z.strictObject(Object.fromEntries(FIELDS.map(({ name }) => [name, schema.optional()])));
const RANGE = z.strictObject({ min: NUMBER.nullable().optional(), max: NUMBER.nullable().optional() });

/** The form in a file, of which each part may be left out. `null` is no limit, as JSON has no infinity. */
const FILE = z.strictObject({
  ranges: byField(RANGE).default({}),
  accept: z.strictObject({
    minPollutants: count(FIELDS.filter((field) => field.pollutant).length).optional(),
    minValues: count(FIELDS.length).optional(),
  }).default({}),
  numericText: z.boolean("true or false").optional(),
  notes: z.strictObject({
    flatline: z.strictObject({ hours: z.union([HOURS, byField(HOURS)], "hours, or hours by field").optional() })
      .default({}),
    step: z.strictObject({ maxPerHour: byField(POSITIVE).default({}) }).default({ maxPerHour: {} }),
    deadChannel: z.strictObject({ days: days(MAX_DAYS).optional() }).default({}),
    // A day is a bit of a whole number.
    calibrationHour: z.strictObject({ days: days(30).optional() }).default({}),
  }).default({ flatline: {}, step: { maxPerHour: {} }, deadChannel: {}, calibrationHour: {} }),
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
      hint: "what a rule set can say is in docs/contract",
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
function fill({ ranges, accept, numericText, notes }: z.infer<typeof FILE>): RuleSet {
  const base = DEFAULT_RULE_SET;
  const { hours } = notes.flatline;
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
    notes: {
      flatline: {
        hours: FIELDS.map(({ name }, index) =>
          limit(typeof hours === "object" && hours !== null ? hours[name] : hours, base.notes.flatline.hours[index]!)
        ),
      },
      step: {
        maxPerHour: FIELDS.map(({ name }, index) =>
          limit(notes.step.maxPerHour[name], base.notes.step.maxPerHour[index]!)
        ),
      },
      deadChannel: { days: notes.deadChannel.days ?? base.notes.deadChannel.days },
      calibrationHour: { days: notes.calibrationHour.days ?? base.notes.calibrationHour.days },
    },
  };
}

const limit = (given: number | null | undefined, otherwise: number, none = Infinity): number =>
  given === undefined ? otherwise : given ?? none;
