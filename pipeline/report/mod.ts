/**
 * Numbers of the lake to a report that a person reads: HTML, Markdown, JSON and charts. The only home of Vega.
 *
 * ```
 * inputs ─ compose ─▶ Document ─ draw charts ─▶ HTML, Markdown
 *    └──────────────────────────────────────▶ JSON
 * ```
 *
 * @module
 */
export { type MeasuredRules, type ReportInputs } from "./inputs.ts";
export { renderReport } from "./render.ts";
export { renderRuleMeasures } from "./rule_measure.ts";
export { writeReport } from "./write.ts";
