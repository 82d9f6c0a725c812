/**
 * The views of silver: what a dashboard shows, what a model learns from, what a regulation counts. Each fill is flagged with its method,
 * and how each view fills was decided by measuring.
 *
 * @module
 */
export { FILL_METHODS, type Filled, fillGaps, type FillMethod, type FillRule } from "./fill.ts";
export { CANDIDATES, type FilledView, VIEW_RULES } from "./rule.ts";
export { type Candidate, type FillScore, LENGTH_CLASSES, measureFills } from "./measure.ts";
export { type Aggregate, regulatoryOf } from "./regulatory.ts";
export { type View, VIEWS, writeViews, type WrittenView } from "./write.ts";
