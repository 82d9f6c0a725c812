import type { Forecaster } from "./forecaster.ts";
import { forecasterOf } from "./forecaster_of.ts";
import type { Learner } from "./learner.ts";
import { boosting, boostingChange, xgboost } from "./models/boosting.ts";
import { forest, forestChange } from "./models/forest.ts";
import { ols, ridge } from "./models/linear.ts";
import { lstm, lstmChange } from "./models/lstm.ts";
import { persistence } from "./models/persistence.ts";
import { sarima } from "./models/sarima.ts";
import { seasonalNaive } from "./models/seasonal_naive.ts";

/** Every model, in the order of the tables. */
export const LEARNERS: readonly Learner[] = [
  persistence,
  seasonalNaive,
  ols,
  ridge,
  forest,
  forestChange,
  boosting,
  boostingChange,
  xgboost,
  sarima,
  lstm,
  lstmChange,
];

const FORECASTERS = new Map(LEARNERS.map((learner) => [learner.name, forecasterOf(learner)]));

/**
 * The model of a name; undefined where there is none.
 *
 * @example
 * ```ts
 * import { forecasterNamed } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(forecasterNamed("ridge")?.name, "ridge");
 * assert.equal(forecasterNamed("oracle"), undefined);
 * ```
 */
export const forecasterNamed = (name: string): Forecaster | undefined => FORECASTERS.get(name);
