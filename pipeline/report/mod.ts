/**
 * Numbers of the lake to a report that a person reads: HTML, Markdown, JSON and charts; and what changed between two. The only home of Vega.
 *
 * ```
 * inputs ─ compose ─▶ Document ─ draw charts ─▶ HTML, Markdown, SVG ─▶ PNG
 *    └──────────────────────────────────────▶ JSON
 * ```
 *
 * @module
 */
export { composeReport } from "./compose.ts";
export { type Block, type Chart, type Document, type Section } from "./document.ts";
export { type MeasuredRules, type ReportInputs } from "./inputs.ts";
export { type DiffSide, renderDiff } from "./diff.ts";
export { drawPng, renderPictures } from "./picture.ts";
export { parseQuality, type QualityReport, qualitySchema } from "./quality_schema.ts";
export { renderReport } from "./render.ts";
export { renderRuleMeasures } from "./rule_measure.ts";
export { drawSvg } from "./svg.ts";
export { writeReport } from "./write.ts";
