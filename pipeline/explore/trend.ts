import { type FieldName, type Hours } from "../series/mod.ts";
import { changePoints, linearTrend, longRunVariance, observedOf } from "../stats/mod.ts";
import { dailyMeans, dateOfDay } from "./days.ts";
import { countText, type FieldFacts } from "./facts.ts";
import type { Grouping } from "./grouping.ts";
import { type ExploreNumbers, FIELD_NAMES } from "./schema.ts";
import { SETTINGS } from "./settings.ts";

const DAYS_OF_YEAR = 365.25;

/** The slope of each field over the days, with an interval that allows for dependence. */
export function trendsOf(facts: Record<FieldName, FieldFacts>, grouping: Grouping): ExploreNumbers["trend"] {
  return {
    note: noteOn(grouping.days),
    fields: Object.fromEntries(FIELD_NAMES.map((name) => [name, trendOf(facts[name].values, grouping)])) as Record<
      FieldName,
      ExploreNumbers["trend"]["fields"][FieldName]
    >,
  };
}

function noteOn(days: number): string {
  const months = Math.round(days / (DAYS_OF_YEAR / 12));
  if (days >= 3 * DAYS_OF_YEAR) return `${months} months: the slope is over several years' cycles.`;
  return `${months} months hold ${days < DAYS_OF_YEAR ? "less than one year's cycle" : "one year's cycle"}${
    days >= 2 * DAYS_OF_YEAR ? " or two" : ""
  }, so trend and season cannot be separated: a slope here may be the season.`;
}

/** Twice the lags: with fewer days the error would be made of little more than its weights. */
const NEEDED_DAYS = 2 * SETTINGS.trendLags;

function trendOf(values: Float64Array, grouping: Grouping): ExploreNumbers["trend"]["fields"][FieldName] {
  const means = dailyMeans(values, grouping), days = observedOf(means).length;
  const line = days < NEEDED_DAYS ? null : linearTrend(means, SETTINGS.trendLags);
  if (line === null) return { days, per_year: null, low: null, high: null, reason: fewDays(days, NEEDED_DAYS) };
  return {
    days,
    per_year: line.slope * DAYS_OF_YEAR,
    low: line.low * DAYS_OF_YEAR,
    high: line.high * DAYS_OF_YEAR,
    reason: null,
  };
}

const fewDays = (days: number, needed: number) =>
  `${countText(days)} of ${countText(needed)} days with ${SETTINGS.hoursOfDay} observed hours needed`;

/** Spans of constant level of the daily means. */
export function changesOf(
  series: Pick<Hours, "startMs">,
  { values }: FieldFacts,
  grouping: Grouping,
): ExploreNumbers["changes"][FieldName] {
  const means = dailyMeans(values, grouping), closed = observedOf(means), needed = 2 * SETTINGS.segmentDays;
  if (closed.length < needed) return { levels: [], reason: fewDays(closed.length, needed) };
  const variance = longRunVariance(closed, SETTINGS.blockDays)!;
  if (variance === 0) return { levels: [], reason: "every day has the same mean" };
  const dayOf = Array.from(means.keys()).filter((day) => !Number.isNaN(means[day]!));
  const penalty = SETTINGS.segmentPenalty * variance * Math.log(closed.length);
  const levels = changePoints(closed, SETTINGS.segmentDays, penalty).map(({ from, to, mean }) => ({
    from: dateOfDay(series, dayOf[from]!),
    to: dateOfDay(series, dayOf[to - 1]!),
    mean,
  }));
  return { levels, reason: null };
}
