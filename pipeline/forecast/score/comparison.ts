import { type DieboldMariano, dieboldMariano, holm } from "../../stats/mod.ts";
import type { Scored } from "../backtest.ts";
import { type BootstrapInterval, dayBootstrap } from "./day_bootstrap.ts";
import { absoluteError } from "./scores.ts";

/** What may be said of a model beside persistence. */
export type Verdict = "better" | "worse" | "not_different";

/** A model beside persistence, over the hours that both forecast. Negative differences: the model's errors are smaller. */
export interface Comparison {
  /** Hours that both forecast. */
  readonly hours: number;
  /** By Bartlett weights over 24 lags; null where the errors are the same everywhere. */
  readonly dm: DieboldMariano | null;
  /** Lag 0: as if the hours were independent. Only to show what that would claim. */
  readonly dmNaive: DieboldMariano | null;
  readonly bootstrap: BootstrapInterval | null;
}

const LAGS = 24;

/** Compares a model with persistence. Both have the same hours, in order. */
export function compare(model: readonly Scored[], persistence: readonly Scored[], seed: number): Comparison {
  const times: number[] = [], differences: number[] = [];
  model.forEach((row, i) => {
    const base = persistence[i]!;
    if (row.refused !== null || base.refused !== null) return;
    times.push(row.ms);
    differences.push(absoluteError(row) - absoluteError(base));
  });
  const d = Float64Array.from(differences);
  return {
    hours: times.length,
    dm: dieboldMariano(d, LAGS),
    dmNaive: dieboldMariano(d, 0),
    bootstrap: dayBootstrap(times, differences, seed),
  };
}

/** Holm's p-values of several comparisons; one without a test counts as 1: it shows no difference. */
export const holmOf = (comparisons: readonly Comparison[]): number[] => holm(comparisons.map(({ dm }) => dm?.p ?? 1));

/**
 * Better or worse only where both agree: Holm's p below 0.05, and a bootstrap interval that excludes 0 on the side of the statistic.
 *
 * @example
 * ```ts
 * import { verdictOf } from "../mod.ts";
 * import assert from "node:assert/strict";
 * const dm = { statistic: -4, p: 0.001 };
 * assert.equal(verdictOf({ dm, bootstrap: { diff: -1, low: -2, high: -0.5 } }, 0.004), "better");
 * assert.equal(verdictOf({ dm, bootstrap: { diff: -1, low: -2, high: 0.5 } }, 0.004), "not_different");
 * ```
 */
export function verdictOf({ dm, bootstrap }: Pick<Comparison, "dm" | "bootstrap">, pHolm: number): Verdict {
  if (dm === null || bootstrap === null || pHolm >= 0.05) return "not_different";
  if (dm.statistic < 0 && bootstrap.high < 0) return "better";
  if (dm.statistic > 0 && bootstrap.low > 0) return "worse";
  return "not_different";
}
