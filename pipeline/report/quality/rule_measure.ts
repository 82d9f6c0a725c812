import type { MeasuredRules } from "./inputs.ts";
import { markdownReport } from "../../document/mod.ts";
import { levelMeasureSection } from "./sections/level_measure.ts";
import { ruleMeasureSection } from "./sections/rule_measure.ts";

/**
 * How the rules did on injected faults, as a Markdown document. The same inputs give the same text.
 *
 * @example
 * ```ts
 * import { renderRuleMeasures } from "../mod.ts";
 * import { measureLevels, measureRules } from "../../evaluate/mod.ts";
 * import assert from "node:assert/strict";
 * const labels = {
 *   seed: 1, rate: 0.1, sourceSha256: "ab", faultySha256: "cd", ruleSet: "1-0", baseline: {}, levelBaseline: [], faults: [],
 * };
 * const text = renderRuleMeasures({
 *   labels,
 *   measures: measureRules(labels, new Map(), ["duplicate"]),
 *   levels: measureLevels(labels, []),
 * });
 * assert.match(text, /\| duplicate \| 0 \|/);
 * ```
 */
export function renderRuleMeasures(measured: MeasuredRules): string {
  const { rate, ruleSet, seed, sourceSha256, faultySha256 } = measured.labels;
  const section = ruleMeasureSection(measured);
  return markdownReport({
    title: section.heading,
    subtitle: `Seed ${seed}, rate ${rate}, rule set ${ruleSet}, source ${sourceSha256.slice(0, 12)}…, ` +
      `with faults ${faultySha256.slice(0, 12)}…`,
    sections: [{ ...section, heading: "Rules and faults" }, ...levelMeasureSection(measured)],
  });
}
