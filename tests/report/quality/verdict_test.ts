import assert from "node:assert/strict";
import { judgeRun } from "../../../pipeline/report/quality/verdict.ts";
import { inputs, NOTHING, proof, quality, run } from "./fixture.ts";
import type { ReportInputs } from "../../../pipeline/report/mod.ts";

/** No field lacks more than the fixture's rule allows. */
const complete = (changes: Partial<ReportInputs["quality"]> = {}) => {
  const whole = quality();
  return quality({ fields: whole.fields.map((field) => ({ ...field, missing: 0, outOfRange: 0 })), ...changes });
};
const levels = (changes: Partial<ReportInputs>) => {
  const { level, checks } = judgeRun(inputs(changes));
  return [level, ...checks.filter((check) => check.level !== "good").map(({ question }) => question)];
};

for (
  const [name, changes, expected] of [
    ["all is well", { quality: complete() }, ["good"]],
    ["a measurement lacks more than a quarter", {}, ["warn", "Missing values", "Weakest measurement"]],
    ["there is no proof", { quality: complete(), proof: null }, ["warn", "Conservation"]],
    ["a law is broken", { quality: complete(), proof: proof({ holds: false }) }, ["bad", "Conservation"]],
    ["the data are synthetic", { quality: complete(), runs: [run({}, { synthetic: true })] }, ["warn", "Origin"]],
    ["nothing was accepted", {
      quality: { ...NOTHING, rejected: 4 },
      proof: proof({ counts: { ...proof().counts, accepted: 0, rejected: 4 } }),
    }, ["bad", "Rejected messages", "Accepted readings"]],
    ["one message in six was rejected", {
      quality: complete({ rejected: 48 }),
      proof: proof({ counts: { ...proof().counts, rejected: 48 } }),
    }, ["warn", "Rejected messages"]],
  ] as [string, Partial<ReportInputs>, string[]][]
) {
  Deno.test(`judgeRun() gives ${expected.join(", ")} when ${name}`, () => assert.deepEqual(levels(changes), expected));
}
