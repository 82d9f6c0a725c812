import { observedOf, quantile } from "../stats/mod.ts";
import type { Comparison } from "./comparison.ts";

/**
 * What an alarm means, as a closed list.
 *
 * | meaning | |
 * |---|---|
 * | `season` | the same days of both years look alike: the season has changed, and nothing else |
 * | `sensor` | the channel no longer agrees with its reference as it did |
 * | `air` | the same days of both years differ, and channel and reference still agree: the air has changed |
 * | `undecided` | there is nothing to compare with that could tell |
 */
export type Meaning = "season" | "sensor" | "air" | "undecided";

/** A meaning and the numbers it rests on. */
export interface Explained {
  meaning: Meaning;
  because: string;
}

/** By custom, an index over it is a large change. */
const LARGE = 0.25;

/**
 * What an alarm on a ratio means. Equal seasons decide; without them, only a week far outside all weeks of the reference is a sensor's
 * fault: a season that the reference lacks can move a ratio too.
 *
 * @param season the ratio in equal seasons
 * @param week mean of the ratio over the week before the alarm
 * @param weeks means of the reference's weeks
 */
export function explainRatio(season: Comparison | null, week: number | null, weeks: Float64Array): Explained {
  if (season?.psi != null) {
    return season.psi > LARGE
      ? { meaning: "sensor", because: `on the same days of both years the ratio has PSI ${season.psi.toFixed(2)}` }
      : {
        meaning: "season",
        because: `on the same days of both years the ratio has PSI ${season.psi.toFixed(2)} only`,
      };
  }
  const sorted = observedOf(weeks).sort();
  if (week === null || sorted.length < 8) {
    return { meaning: "undecided", because: "there are no equal seasons to compare" };
  }
  const q1 = quantile(sorted, 0.25)!, q3 = quantile(sorted, 0.75)!, reach = 3 * (q3 - q1);
  const text = `the week's mean ratio is ${week.toFixed(3)}, those of the reference are ${sorted[0]!.toFixed(3)} to ` +
    sorted.at(-1)!.toFixed(3);
  return week < q1 - reach || week > q3 + reach
    ? { meaning: "sensor", because: `there are no equal seasons, but ${text}: far outside (Tukey's outer fences)` }
    : { meaning: "undecided", because: `there are no equal seasons, and ${text}` };
}

/**
 * What an alarm on a field or on the forecasts of it means.
 *
 * @param season the field in equal seasons
 * @param ratio what its ratio says at that time; null where the field has no reference
 */
export function explainField(season: Comparison | null, ratio: Explained | null): Explained {
  if (season?.psi == null) {
    return ratio?.meaning === "sensor"
      ? ratio
      : { meaning: "undecided", because: "there are no equal seasons to compare" };
  }
  const text = `on the same days of both years it has PSI ${season.psi.toFixed(2)}`;
  if (season.psi <= LARGE) return { meaning: "season", because: `${text} only` };
  if (ratio === null) return { meaning: "undecided", because: `${text}, and it has no reference to be compared with` };
  return ratio.meaning === "sensor"
    ? { meaning: "sensor", because: `${text}; ${ratio.because}` }
    : { meaning: "air", because: `${text}; ${ratio.because}` };
}
