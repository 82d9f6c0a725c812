import { quantile, seededRandom } from "../../stats/mod.ts";

/** A mean difference, and the range in which 95 % of its resampled values are. */
export interface BootstrapInterval {
  readonly diff: number;
  readonly low: number;
  readonly high: number;
}

const DRAWS = 10_000, DAY_MS = 86_400_000;

/**
 * The mean of hourly differences with a percentile interval: calendar days are drawn with replacement, as many as there are, so that
 * the dependence of hours within a day stays.
 *
 * Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 8.5 (blocks) and 13.3 (percentiles).
 *
 * @param times target time of each difference, milliseconds since 1970, in order
 * @returns null where there is no difference
 */
export function dayBootstrap(
  times: readonly number[],
  differences: readonly number[],
  seed: number,
): BootstrapInterval | null {
  const sums: number[] = [], counts: number[] = [];
  let day = NaN, total = 0;
  for (let i = 0; i < times.length; i++) {
    const of = Math.floor(times[i]! / DAY_MS);
    if (of !== day) {
      day = of;
      sums.push(0);
      counts.push(0);
    }
    sums[sums.length - 1]! += differences[i]!;
    counts[counts.length - 1]!++;
    total += differences[i]!;
  }
  if (times.length === 0) return null;
  const random = seededRandom(seed), days = sums.length, means = new Float64Array(DRAWS);
  for (let draw = 0; draw < DRAWS; draw++) {
    let sum = 0, count = 0;
    for (let i = 0; i < days; i++) {
      const drawn = Math.floor(random.uniform() * days);
      sum += sums[drawn]!;
      count += counts[drawn]!;
    }
    means[draw] = sum / count;
  }
  means.sort();
  return { diff: total / times.length, low: quantile(means, 0.025)!, high: quantile(means, 0.975)! };
}
