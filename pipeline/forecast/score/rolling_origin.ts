import { formatTimestamp } from "../../reading/mod.ts";
import { HOUR_MS, type Hours, splitSeries, timestampMs } from "../../series/mod.ts";
import { fieldIndex, hourAt } from "../hour.ts";
import type { Learner } from "../learner.ts";
import { type Target, targetIndices, type Training } from "../training.ts";

/** A model that was fitted up to one cut, and its errors until the next. */
export interface RollingRow {
  readonly target: Target;
  readonly model: string;
  /** RFC 3339: the last hour that it has learnt from. */
  readonly cut: string;
  /** RFC 3339: the last hour that it was tested on. */
  readonly until: string;
  readonly n: number;
  readonly mae: number | null;
  readonly rmse: number | null;
}

/** A quarter of a year has to be behind the first cut, and a month after the last one. */
const MIN_LEARNT_HOURS = 24 * 91, MIN_TESTED_HOURS = 24 * 28;

/**
 * Ends of calendar quarters with at least 91 days before and 28 days after them: each season is both learnt from and tested.
 *
 * @example
 * ```ts
 * import { rollingCuts } from "../mod.ts";
 * import assert from "node:assert/strict";
 * const cuts = rollingCuts({ startMs: Date.UTC(2004, 2, 10, 18), length: 9_357 });
 * assert.deepEqual(cuts.map((ms) => new Date(ms).toISOString().slice(0, 13)), ["2004-06-30T23", "2004-09-30T23", "2004-12-31T23"]);
 * ```
 */
export function rollingCuts({ startMs, length }: Pick<Hours, "startMs" | "length">): number[] {
  const cuts: number[] = [], last = timestampMs({ startMs }, length - 1);
  const first = new Date(startMs);
  for (let quarter = Math.floor(first.getUTCMonth() / 3) + 1;; quarter++) {
    const cut = Date.UTC(first.getUTCFullYear(), 3 * quarter) - HOUR_MS;
    if (last - cut < MIN_TESTED_HOURS * HOUR_MS) return cuts;
    if (cut - startMs >= MIN_LEARNT_HOURS * HOUR_MS) cuts.push(cut);
  }
}

/** Fits a model at each cut and tests it until the next one; a cut with too little before it has no row. */
export function rollingOrigin(
  learner: Learner,
  { target, hours, seed }: Training,
  onFitted: () => void = () => {},
): RollingRow[] {
  const cuts = rollingCuts(hours), lastMs = timestampMs(hours, hours.length - 1);
  return cuts.flatMap((cut, i) => {
    const until = cuts[i + 1] ?? lastMs;
    const training: Training = { target, hours: splitSeries(hours, cut)[0], seed };
    if (targetIndices(training).length < learner.minTargets) return [];
    const errors = errorsUntil(learner, training, splitSeries(hours, until)[0], cut);
    onFitted();
    const n = errors.length, sum = (of: (error: number) => number) => errors.reduce((all, error) => all + of(error), 0);
    return [{
      target,
      model: learner.name,
      cut: formatTimestamp(cut),
      until: formatTimestamp(until),
      n,
      mae: n === 0 ? null : sum(Math.abs) / n,
      rmse: n === 0 ? null : Math.sqrt(sum((error) => error * error) / n),
    }];
  });
}

/** Errors after the cut at origins that have a reading. */
function errorsUntil(learner: Learner, training: Training, hours: Hours, cutMs: number): number[] {
  const learnt = learner.learn(training), field = fieldIndex(training.target), errors: number[] = [];
  let state = learnt.init();
  for (let i = 0; i < hours.length; i++) {
    const hour = hourAt(hours, i), actual = hour.values[field]!;
    if (hour.ts > cutMs && actual !== null && hours.present[i - 1] === 1) {
      const point = learnt.forecast(state);
      if ("value" in point) errors.push(point.value - actual);
    }
    state = learnt.step(state, hour);
  }
  return errors;
}
