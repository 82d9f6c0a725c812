import { FIELDS, NO2_HOURLY_LIMIT, parseRuleSet, type ReasonCode } from "../reading/mod.ts";
import { type DialectOptions, identifyFile } from "../source/mod.ts";
import { judgeLines } from "./judge_csv.ts";

/** A rule set that someone could have chosen in place of ours. */
export interface Policy {
  readonly name: string;
  /** What it does otherwise than the default rule set, as the JSON of a contract file. */
  readonly contract: string;
}

/** What a policy makes of a file. */
export interface PolicyOutcome {
  readonly name: string;
  readonly accepted: number;
  readonly suspect: number;
  readonly rejected: number;
  /** By the first reason. */
  readonly rejectedByReason: Partial<Record<ReasonCode, number>>;
  /** Measured values that are kept. */
  readonly values: number;
  /** Measured values that were made null for their range, in accepted readings. */
  readonly outOfRange: number;
  /** Hours with a value of NO2, and those of them over the hourly limit: what a regulator counts. */
  readonly no2Hours: number;
  readonly no2OverLimit: number;
}

/**
 * The default and what others do, from the loosest to the strictest: the accept rules and limits found in published pipelines for this
 * data set, each a contract file of one line.
 *
 * @example
 * ```ts
 * import { POLICIES } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(POLICIES[0]?.contract, "{}");
 * ```
 */
export const POLICIES: readonly Policy[] = [
  { name: "default: one pollutant", contract: "{}" },
  { name: "everything with a timestamp", contract: '{"accept":{"minPollutants":0}}' },
  { name: "any value at all", contract: '{"accept":{"minPollutants":0,"minValues":1}}' },
  { name: "three pollutants", contract: '{"accept":{"minPollutants":3}}' },
  { name: "four pollutants", contract: '{"accept":{"minPollutants":4}}' },
  { name: "all but one value", contract: '{"accept":{"minValues":12}}' },
  { name: "every value", contract: '{"accept":{"minValues":13}}' },
  { name: "NOx at most 1,000 ppb", contract: '{"ranges":{"nox_gt":{"max":1000}}}' },
  { name: "NO2 at most 200 µg/m³", contract: '{"ranges":{"no2_gt":{"max":200}}}' },
  { name: "an odd cell costs its cell", contract: '{"oddValue":"cell"}' },
  { name: "flat for 3 hours", contract: '{"notes":{"flatline":{"hours":3}}}' },
];

const NO2 = FIELDS.findIndex(({ name }) => name === "no2_gt");

/**
 * Judges a file by one policy after the other, each as if it were the consumer's rule set.
 *
 * @throws {PipelineError} `not_found`, `not_a_file`, `no_permission`, `bad_csv`, `source_changed`; `usage` where a contract file is not a contract
 *
 * @example
 * ```ts
 * import { tryPolicies } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const path = await Deno.makeTempFile();
 * await Deno.writeTextFile(path, "Date;Time;CO(GT);T\n10/03/2004;18.00.00;2,6;13,6\n10/03/2004;19.00.00;-200;13,3\n");
 * const [one, any] = await tryPolicies(path, [
 *   { name: "one pollutant", contract: "{}" },
 *   { name: "any value", contract: '{"accept":{"minPollutants":0,"minValues":1}}' },
 * ]);
 * assert.deepEqual([one?.accepted, any?.accepted, any?.values], [1, 2, 3]);
 * await Deno.remove(path);
 * ```
 */
export async function tryPolicies(
  path: string,
  policies: readonly Policy[] = POLICIES,
  forced: DialectOptions = {},
): Promise<PolicyOutcome[]> {
  const outcomes: PolicyOutcome[] = [];
  const file = await identifyFile(path); // all of them judge the same bytes
  for (const { name, contract } of policies) {
    const count = { accepted: 0, suspect: 0, rejected: 0, values: 0, outOfRange: 0, no2Hours: 0, no2OverLimit: 0 };
    const rejectedByReason: Partial<Record<ReasonCode, number>> = {};
    await judgeLines(file, parseRuleSet(contract), (_, verdict) => {
      if (!verdict.accepted) {
        const { code } = verdict.rejection.reasons[0];
        count.rejected++;
        rejectedByReason[code] = (rejectedByReason[code] ?? 0) + 1;
        return;
      }
      const { values, row_validity, qa_out_of_range_fields } = verdict.reading;
      count.accepted++;
      if (row_validity === "suspect") count.suspect++;
      count.values += values.reduce<number>((held, value) => value === null ? held : held + 1, 0);
      count.outOfRange += qa_out_of_range_fields;
      const no2 = values[NO2]!;
      if (no2 !== null) count.no2Hours++;
      if (no2 !== null && no2 > NO2_HOURLY_LIMIT) count.no2OverLimit++;
    }, forced);
    outcomes.push({ name, ...count, rejectedByReason });
  }
  return outcomes;
}
