import { quantile } from "../../stats/mod.ts";
import { PipelineError } from "../../common/mod.ts";
import { formatTimestamp } from "../../reading/mod.ts";
import { type Hours, splitSeries } from "../../series/mod.ts";
import { backtest, type Scored } from "../backtest.ts";
import type { Fitted } from "../forecaster.ts";
import { type Target, targetIndices, type Training } from "../training.ts";
import { no2Warnings, type Warnings } from "./business.ts";
import { type Choice, chooseModel } from "./choice.ts";
import { compare, holmOf, type Verdict, verdictOf } from "./comparison.ts";
import { type Residuals, residualsOf } from "./residuals.ts";
import { coverageOf, dailyScale, meanOf, type Scores, scoresOf } from "./scores.ts";
import { slicesOf, type SliceTables } from "./slices.ts";

/** A model's row in the table: the shape of `models.json`. */
export interface ModelRow extends Scores {
  readonly dm: { readonly statistic: number | null; readonly p: number | null; readonly p_holm: number | null };
  readonly bootstrap: { readonly diff: number | null; readonly low: number | null; readonly high: number | null };
  readonly coverage90: { readonly split: number | null; readonly rolling: number | null };
  readonly width90: { readonly split: number | null; readonly rolling: number | null };
  readonly mae_month_before_cut: number | null;
  readonly verdict: Verdict;
  /** Of SARIMA alone. */
  readonly parameters?: Readonly<Record<string, number | null>>;
}

/** A target's table: the shape of `models.json`. */
export interface TargetTable {
  readonly train_n: number;
  readonly test_n: number;
  readonly strict_n: number;
  readonly models: Readonly<Record<string, ModelRow>>;
}

/** What the table has no room for. */
export interface ModelDetail {
  /** Hours that were forecast, and those refused by reason. */
  readonly scored: number;
  readonly refused: Readonly<Record<string, number>>;
  /** Percent of persistence's MAE that is saved. */
  readonly skill: number | null;
  /** As if hours were independent. */
  readonly dm_naive: { readonly statistic: number; readonly p: number } | null;
  readonly slices: SliceTables;
  readonly residuals: Residuals;
  readonly warnings: Warnings | null;
}

/** A target, evaluated. */
export interface TargetEvaluation {
  readonly table: TargetTable;
  readonly details: Readonly<Record<string, ModelDetail>>;
  readonly choice: Choice;
  /** Quartiles of the target in the training part: they part the levels. */
  readonly quartiles: readonly [number, number, number];
  /** What each model forecast. */
  readonly rows: ReadonlyMap<string, readonly Scored[]>;
}

/** What is evaluated: models of one target, all fitted to the hours up to the cut, persistence among them. */
export interface EvaluationInput {
  readonly target: Target;
  /** The whole series, test part included. */
  readonly hours: Hours;
  readonly cutMs: number;
  readonly fitted: readonly Fitted[];
  readonly seed: number;
}

/**
 * Evaluates models on the observed hours after the cut.
 *
 * @throws {PipelineError} `usage` where no hour after the cut has the target
 */
export function evaluateTarget({ target, hours, cutMs, fitted, seed }: EvaluationInput): TargetEvaluation {
  const [before] = splitSeries(hours, cutMs), training: Training = { target, hours: before, seed };
  const rows = new Map(fitted.map((model) => [model.name, backtest(model, target, hours, cutMs)]));
  const base = rows.get("persistence")!;
  if (base.length === 0) {
    throw new PipelineError(
      "usage",
      `Cannot evaluate ${target} as it was never observed after ${
        formatTimestamp(cutMs)
      }: expected at least one hour, got 0`,
      { hint: "give an earlier --cut, or a lake with more hours after it" },
    );
  }
  const scale = dailyScale(before, target);
  const quartiles = quartilesOf(training);
  const others = fitted.filter(({ name }) => name !== "persistence");
  const comparisons = new Map(others.map(({ name }) => [name, compare(rows.get(name)!, base, seed)]));
  const holms = holmOf([...comparisons.values()]);
  const pHolm = new Map([...comparisons.keys()].map((name, i) => [name, holms[i]!]));

  const models: Record<string, ModelRow> = {}, details: Record<string, ModelDetail> = {};
  for (const model of fitted) {
    const { name } = model, scored = rows.get(name)!, comparison = comparisons.get(name);
    const scores = scoresOf(scored, scale);
    const split = coverageOf(scored, "splitHalf"), rolling = coverageOf(scored, "rollingHalf");
    const bootstrap = comparison?.bootstrap ?? { diff: null, low: null, high: null };
    models[name] = {
      ...scores,
      dm: {
        statistic: comparison?.dm?.statistic ?? null,
        p: comparison?.dm?.p ?? null,
        p_holm: pHolm.get(name) ?? null,
      },
      bootstrap,
      coverage90: { split: split.coverage, rolling: rolling.coverage },
      width90: { split: split.width, rolling: rolling.width },
      mae_month_before_cut: meanOf([...model.calibration.sortedErrors]),
      verdict: comparison === undefined ? "not_different" : verdictOf(comparison, pHolm.get(name)!),
      ...parametersOf(model),
    };
    details[name] = {
      ...refusals(scored),
      skill: skillOf(scores.mae, scoresOf(base, scale).mae),
      dm_naive: comparison?.dmNaive ?? null,
      slices: slicesOf(scored, quartiles),
      residuals: residualsOf(scored),
      warnings: target === "no2_gt" ? no2Warnings(scored) : null,
    };
  }
  const maes = Object.fromEntries(fitted.map(({ name }) => [name, models[name]!.mae_month_before_cut!]));
  return {
    table: {
      train_n: targetIndices(training).length,
      test_n: base.length,
      strict_n: base.filter(({ strict }) => strict).length,
      models,
    },
    details,
    choice: chooseModel(maes),
    quartiles,
    rows,
  };
}

function quartilesOf(training: Training): [number, number, number] {
  const values = training.hours.fields[training.target].filter((value) => !Number.isNaN(value)).sort();
  return [quantile(values, 0.25)!, quantile(values, 0.5)!, quantile(values, 0.75)!];
}

const skillOf = (mae: number | null, base: number | null) =>
  mae === null || base === null || base === 0 ? null : 100 * (1 - mae / base);

function refusals(rows: readonly Scored[]): Pick<ModelDetail, "scored" | "refused"> {
  const refused: Record<string, number> = {};
  for (const row of rows) if (row.refused !== null) refused[row.refused] = (refused[row.refused] ?? 0) + 1;
  return { scored: rows.filter((row) => row.refused === null).length, refused };
}

/** A model with few parameters shows them. */
function parametersOf({ parameters }: Fitted): Pick<ModelRow, "parameters"> {
  return parameters === undefined ? {} : { parameters };
}
