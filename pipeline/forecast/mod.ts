/**
 * Forecasts of one hour ahead: what a model is, the models, their features, backtests and artefacts.
 *
 * ```
 * hours up to the cut ─ Learner.learn ─▶ Learnt ─ forecasterOf ─▶ Fitted ─ update, predict ─▶ forecast | refusal
 * ```
 *
 * @module
 */
export type { Plain } from "./plain.ts";
export { fieldIndex, type Hour, hourAt } from "./hour.ts";
export { LEAD_HOURS, type Target, targetIndices, TARGETS, type Training } from "./training.ts";
export type { Learner, Learnt, Point, Refusal } from "./learner.ts";
export type { Fitted, FittedState, Forecast, Forecaster } from "./forecaster.ts";
export { forecasterOf, monthBefore } from "./forecaster_of.ts";
export { type Calibration, conformalHalfWidth } from "./conformal.ts";
export { packBytes, packFloats, unpackBytes, unpackFloats } from "./packed.ts";
export { type Feature, featuresOf } from "./feature_table.ts";
export { FEATURE_COUNT } from "./feature_state.ts";
export { type Matrix, matrixOf } from "./feature_matrix.ts";
export { LEARNERS } from "./learners.ts";
export { persistence } from "./models/persistence.ts";
export { seasonalNaive } from "./models/seasonal_naive.ts";
export { sarima, type SarimaJson, type SarimaParameters } from "./models/sarima.ts";
