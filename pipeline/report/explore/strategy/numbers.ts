import type { ExploreNumbers } from "../../../explore/mod.ts";
import { POLLUTANTS } from "../names.ts";

export type Pollutant = typeof POLLUTANTS[number];

/** What the strategic report says of one pollutant, each worked out from explore.json alone. */
export interface PollutantFacts {
  /** Hour of the day with the largest mean, with that mean and its 95 % interval; the same of the smallest. */
  readonly peak_hour: number;
  readonly peak_mean: number;
  readonly peak_low: number;
  readonly peak_high: number;
  readonly low_hour: number;
  readonly low_mean: number;
  /** Mean of Sundays, and of all hours from Monday to Friday; what the first is below the second, as a share. */
  readonly sunday_mean: number;
  readonly weekday_mean: number;
  readonly sunday_drop: number;
  /** Means of December to February and of June to August, and the first divided by the second. */
  readonly winter_mean: number;
  readonly summer_mean: number;
  readonly winter_ratio: number;
  /** Share of the observed hours that are flagged as strange. */
  readonly flagged_share: number;
}

/** Numbers of the strategic report that explore.json has only in parts: written beside it as strategy.json. */
export type StrategyNumbers = Readonly<Record<Pollutant, PollutantFacts>> & {
  /** Two hours before the largest mean of NOx: by then a warning has to be out. */
  readonly warning_hour: number;
  readonly no2_hours_over: number;
  readonly pairs: number;
  /** Pairs whose adjusted p is below 0.05, naive and with the effective number of hours. */
  readonly pairs_naive: number;
  readonly pairs_shown: number;
  /** Hours of the pair in the middle by effective hours, and what they are worth. */
  readonly middle_n: number;
  readonly middle_n_eff: number;
  /** CO values at the hour that has the fewest, that hour, and values at the hour that has most. */
  readonly calibration_hour: number;
  readonly calibration_n: number;
  readonly other_n: number;
  /** Of sensor S4 on NO2: smallest and largest R² of a month. */
  readonly s4_lowest_r2: number;
  readonly s4_highest_r2: number;
  /** NOx in the same weeks: change as a share of the first year. */
  readonly nox_change: number;
  readonly no2_change: number;
};

/** Works them out; null where explore.json has no answer for one of them. */
export function strategyNumbers(numbers: ExploreNumbers): StrategyNumbers | null {
  const facts = POLLUTANTS.map((field) => [field, pollutantFacts(numbers, field)] as const);
  const pairs = numbers.pearson.filter(({ p_bh, n_eff }) => p_bh !== null && n_eff !== null);
  const middle = pairs.toSorted((a, b) => a.n_eff! - b.n_eff!)[pairs.length >> 1];
  const hours = numbers.cycles.hour.co_gt!.map(({ n }) => n), fewest = Math.min(...hours);
  const fits = numbers.sensors.find(({ sensor }) => sensor === "pt08_s4_no2")?.months.flatMap(({ r2 }) => r2 ?? []) ??
    [];
  const nox = numbers.same_season.fields.nox_gt, no2 = numbers.same_season.fields.no2_gt;
  if (facts.some(([, own]) => own === null) || middle === undefined || fits.length === 0) return null;
  if (nox.difference === null || nox.mean_first === null || no2.difference === null || no2.mean_first === null) {
    return null;
  }
  const own = Object.fromEntries(facts) as Record<Pollutant, PollutantFacts>;
  return {
    ...own,
    warning_hour: (own.nox_gt.peak_hour + 22) % 24,
    no2_hours_over: numbers.limits.filter(({ rule, field, of }) =>
      rule === "2008/50/EC" && field === "no2_gt" && of === "hour"
    )
      .reduce((sum, { exceeded }) => sum + exceeded, 0),
    pairs: pairs.length,
    pairs_naive: pairs.filter(({ p_bh }) => p_bh! < 0.05).length,
    pairs_shown: pairs.filter(({ shown }) => shown === true).length,
    middle_n: middle.n,
    middle_n_eff: middle.n_eff!,
    calibration_hour: hours.indexOf(fewest),
    calibration_n: fewest,
    other_n: Math.max(...hours),
    s4_lowest_r2: Math.min(...fits),
    s4_highest_r2: Math.max(...fits),
    nox_change: nox.difference / nox.mean_first,
    no2_change: no2.difference / no2.mean_first,
  };
}

/** Null where one of them has no answer. */
export function pollutantFacts(
  { cycles, anomalies, describe }: ExploreNumbers,
  field: Pollutant,
): PollutantFacts | null {
  const hours = cycles.hour[field]!, means = hours.map(({ mean }) => mean);
  const days = cycles.weekday[field]!, work = days.slice(0, 5), sunday = days[6]!.mean;
  const [winter, , summer] = cycles.season[field]!.map(({ mean }) => mean);
  if ([...means, sunday, ...work.map(({ mean }) => mean), winter, summer].some((mean) => mean == null)) return null;
  const known = means as number[], peak = known.indexOf(Math.max(...known)), low = known.indexOf(Math.min(...known));
  const workHours = work.reduce((sum, { n }) => sum + n, 0);
  const weekday = work.reduce((sum, { mean, n }) => sum + mean! * n, 0) / workHours;
  const { low: peakLow, high: peakHigh } = hours[peak]!;
  if (peakLow === null || peakHigh === null) return null;
  return {
    peak_hour: peak,
    peak_mean: known[peak]!,
    peak_low: peakLow,
    peak_high: peakHigh,
    low_hour: low,
    low_mean: known[low]!,
    sunday_mean: sunday!,
    weekday_mean: weekday,
    sunday_drop: 1 - sunday! / weekday,
    winter_mean: winter!,
    summer_mean: summer!,
    winter_ratio: winter! / summer!,
    flagged_share: anomalies[field].flagged / describe[field].n,
  };
}
