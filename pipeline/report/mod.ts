/**
 * Numbers of the lake to a report that a person reads: HTML, Markdown, JSON and charts; and what changed between two.
 *
 * ```
 * inputs ─ compose ─▶ Document ─ draw charts ─▶ HTML, Markdown, SVG ─▶ PNG
 *    └──────────────────────────────────────▶ JSON
 * ```
 *
 * @module
 */
export { type Cost, type ModelsInputs } from "./models/inputs.ts";
export { featuresDocument, modelCards } from "./models/cards.ts";
export { renderModels } from "./models/render.ts";
export { composeModels } from "./models/compose.ts";
export { composeReport } from "./quality/compose.ts";
export { type MeasuredRules, type ReportInputs } from "./quality/inputs.ts";
export { type DiffSide, renderDiff } from "./quality/diff.ts";
export { parseQuality, type QualityReport, qualitySchema } from "./quality/quality_schema.ts";
export { renderReport } from "./quality/render.ts";
export { renderRuleMeasures } from "./quality/rule_measure.ts";
export { type ExploreInputs } from "./explore/inputs.ts";
export { composeExplore } from "./explore/compose.ts";
export { renderExplore } from "./explore/render.ts";
export { composeDrift, renderDrift } from "./drift/render.ts";
export {
  type DetailsFile,
  type FinalResults,
  type Lake,
  type ModelsFile,
  parseFinalResults,
  RESULT_FILES,
  type ResultName,
} from "./final/results.ts";
export { type FinalReport, renderFinal } from "./final/render.ts";
export { type Grade, gradedFiles, type GradeLine, gradeWork } from "./grade/judge.ts";
export { type Evidence, type Remade } from "./grade/rubric_line.ts";
export { renderGrade } from "./grade/render.ts";
export { statementPdf } from "./final/statement.ts";
export { digestOf } from "./quality/json.ts";
export { renderStrategy, type Strategy } from "./explore/strategy/render.ts";
