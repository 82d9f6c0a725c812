import type { Learner } from "./learner.ts";
import { boosting, boostingChange, xgboost } from "./models/boosting.ts";
import { forest, forestChange } from "./models/forest.ts";
import { ols, ridge } from "./models/linear.ts";
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
];
