/** From simple to complicated: of models that are as good, the first one is used. */
const BY_SIMPLICITY = [
  "persistence",
  "seasonal_naive",
  "ols",
  "ridge",
  "sarima",
  "boosting",
  "boosting_change",
  "xgboost",
  "forest",
  "forest_change",
  "lstm",
  "lstm_change",
];

/** Learners that come in two forms. */
const FORMS = [["forest", "forest_change"], ["boosting", "boosting_change"], ["lstm", "lstm_change"]] as const;

/** A model this much worse than the best in the month before the cut is as good: a month cannot tell them apart. */
const AS_GOOD = 1.02;

/** What is used, by the month before the cut alone. */
export interface Choice {
  /** For each learner of two forms: the one with the lower MAE. */
  readonly forms: Record<string, string>;
  /** The simplest model whose MAE is at most 2 % over the lowest. */
  readonly used: string;
}

/**
 * Chooses the form of each learner and the model that is used.
 *
 * @param maes by model name, of the month before the cut, by models fitted without it
 *
 * @example
 * ```ts
 * import { chooseModel } from "../mod.ts";
 * import assert from "node:assert/strict";
 * const { forms, used } = chooseModel({ persistence: 0.6, forest: 0.5, forest_change: 0.45, ridge: 0.455 });
 * assert.deepEqual(forms, { forest: "forest_change" });
 * assert.equal(used, "ridge");
 * ```
 */
export function chooseModel(maes: Readonly<Record<string, number>>): Choice {
  const forms: Record<string, string> = {}, left = new Set(Object.keys(maes));
  for (const [level, change] of FORMS) {
    if (maes[level] === undefined || maes[change] === undefined) continue;
    const better = maes[change] < maes[level] ? change : level;
    forms[level] = better;
    left.delete(better === change ? level : change);
  }
  const lowest = Math.min(...[...left].map((name) => maes[name]!));
  const used = BY_SIMPLICITY.find((name) => left.has(name) && maes[name]! <= AS_GOOD * lowest);
  return { forms, used: used ?? [...left][0]! };
}
