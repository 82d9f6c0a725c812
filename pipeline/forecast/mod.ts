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
export { forecasterNamed, LEARNERS } from "./learners.ts";
export { persistence } from "./models/persistence.ts";
export { seasonalNaive } from "./models/seasonal_naive.ts";
export { sarima, type SarimaJson, type SarimaParameters } from "./models/sarima.ts";
export {
  type Artifact,
  artifactName,
  artifactOf,
  decodeArtifact,
  encodeArtifact,
  type Expected,
  fittedOf,
  type Origin,
} from "./artifact.ts";
export { backtest, type Scored } from "./backtest.ts";
export { hoursBefore, type Trained, trainModels, type TrainOptions } from "./train.ts";
export {
  evaluateTarget,
  type EvaluationInput,
  type ModelDetail,
  type ModelRow,
  type TargetEvaluation,
  type TargetTable,
} from "./score/evaluation.ts";
export { type Choice, chooseModel } from "./score/choice.ts";
export { type Verdict, verdictOf } from "./score/comparison.ts";
export type { Slice, SliceTables } from "./score/slices.ts";
export type { Warnings } from "./score/business.ts";
export type { Residuals } from "./score/residuals.ts";
export { type Champion, MODEL_INDEX, type ModelIndex, modelIndexOf, parseModelIndex } from "./model_index.ts";
export { candidateCalled, candidatesOf, championOf, previousOf, promote, withHistory } from "./promotion.ts";
export { rollingCuts, rollingOrigin, type RollingRow } from "./score/rolling_origin.ts";
export { detailsJson, type Evaluation, modelsJson } from "./score/results.ts";
export { auditProcedure, type Leak, type Procedure, withOtherFuture } from "./score/audit.ts";
export { forecastsOf, procedureOf } from "./score/procedure.ts";
export { auditModel } from "./score/model_audit.ts";
export { type Importance, importanceOf } from "./score/importance.ts";
