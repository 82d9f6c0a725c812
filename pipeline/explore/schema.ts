import { z } from "zod";
import { FIELDS } from "../reading/mod.ts";
import type { FieldName } from "../series/mod.ts";

/** Names of the 13 measurements, in the order of the source. */
export const FIELD_NAMES = FIELDS.map(({ name }) => name as FieldName);

const count = (of: string) => z.int().min(0).describe(of);
const number = (of: string) => z.number().describe(of);
const maybe = (of: string) => z.number().nullable().describe(of);
const text = (of: string) => z.string().describe(of);
const reason = z.string().nullable().describe("why there is no answer; null if there is one");
const perField = <T extends z.ZodType>(each: T) => z.record(z.enum(FIELD_NAMES), each);
const fieldName = z.enum(FIELD_NAMES);

const describeSchema = z.strictObject({
  n: count("hours observed"),
  missing: count("hours without a value"),
  mean: maybe("arithmetic mean"),
  sd: maybe("standard deviation, n - 1 in the denominator"),
  min: maybe("smallest value"),
  q1: maybe("first quartile, type 7 (Hyndman and Fan, 1996)"),
  median: maybe("median"),
  q3: maybe("third quartile, type 7"),
  max: maybe("largest value"),
});

const cell = z.strictObject({
  mean: maybe("plain mean of the observed hours of the cell"),
  n: count("observed hours of the cell"),
  low: maybe(
    "lower end of the 95 % interval of the mean: moving-block bootstrap over days (Künsch, 1989), percentiles",
  ),
  high: maybe("upper end of that interval"),
  p10: maybe("10th percentile of the observed hours, type 7"),
  p90: maybe("90th percentile of the observed hours, type 7"),
});
const cycle = (order: string) => perField(z.array(cell)).describe(order);

const cycleTest = z.strictObject({
  n: count("observed hours"),
  groups: count("groups with a value"),
  statistic: maybe("Kruskal and Wallis's H, corrected for ties (1952)"),
  effect: maybe("effect size ε² = H / (n - 1), from 0 to 1"),
  p: maybe("by χ², as if the hours were independent; the naive one, too small"),
  p_blocks: maybe("by rearranging blocks of days, which keeps the dependence; the one that counts"),
  reason,
});

const pair = z.strictObject({
  a: fieldName.describe("one field"),
  b: fieldName.describe("the other"),
  n: count("hours with both"),
  r: maybe("correlation over the complete rows of the pair"),
  p: maybe("two-sided, t with n - 2 degrees of freedom: as if the hours were independent; the naive one"),
  p_bh: maybe("p adjusted for all pairs of the list (Benjamini and Hochberg, 1995)"),
  n_eff: maybe(
    "effective sample size: the number of independent hours that say as much as n dependent ones, by the autocorrelations of both fields to lag 168",
  ),
  p_eff: maybe("p with n_eff instead of n"),
  p_eff_bh: maybe("p_eff adjusted for all pairs of the list; the one that counts"),
  shown: z.boolean().nullable().describe("whether p_eff_bh is at most 0.05"),
  reason,
});

const acf = z.strictObject({
  lags: z.array(z.int()).describe("lags in hours, 1 to 168"),
  gaps_kept: z.array(z.number().nullable()).describe("autocorrelation over the pairs with both ends observed"),
  interpolated: z.array(z.number().nullable()).describe("autocorrelation of the series with gaps filled linearly"),
  pacf: z.array(z.number().nullable()).describe("partial autocorrelation of that series, by Durbin and Levinson"),
  bound: maybe("±1.959964/√N: a partial autocorrelation beyond it is rarely by chance"),
  reason,
});

const stl = z.strictObject({
  trend_strength: maybe("max(0, 1 - Var(R)/Var(T+R)) of the robust STL (period 24)"),
  seasonal_strength: maybe("max(0, 1 - Var(R)/Var(S+R)) of the same"),
  reason,
});
const mstl = z.strictObject({
  trend_strength: maybe("as for STL, of MSTL (periods 24 and 168, windows 11 and 15)"),
  seasonal_strength_24: maybe("strength of the daily component"),
  seasonal_strength_168: maybe("strength of the weekly component"),
  reason,
});

const event = z.strictObject({
  start: text("first flagged hour, RFC 3339"),
  end: text("last flagged hour"),
  hours: count("flagged hours"),
  peak: text("hour of the largest |z|"),
  value: number("the field's value in that hour"),
  z: number("robust z-score of the STL remainder in that hour (Iglewicz and Hoaglin, 1993)"),
  weekday: z.int().describe("of the peak; 0 is Monday"),
  hour: z.int().describe("of the peak, 0 to 23"),
  with: z.array(fieldName).describe("other fields with a flagged hour within the event"),
  kind: z.enum(["episode", "sensor", "unknown"]).describe(
    "episode: another field moved too; sensor: at least two others were observed in its hours, and none moved; unknown: fewer were",
  ),
  t: maybe("temperature in the hour of the peak, °C"),
  rh: maybe("relative humidity in that hour, %"),
  notes: z.array(z.string()).describe(
    "what the rules noted in its hours on the field or on the reading as a whole, as in silver's validation_notes, without values",
  ),
});
const anomalies = z.strictObject({
  flagged: count("observed hours whose |z| is over 3.5"),
  events: z.array(event).describe("flagged hours with at most one hour between, in order of time"),
  reason,
});

const test = (of: string) =>
  z.strictObject({
    statistic: number("the test's statistic"),
    p: number("its p-value"),
    lags: count("lags by which the test allows for dependence"),
    p_at_end: z.boolean().describe(
      "whether p is at an end of the published table (0.01 or 0.1); the true p is then beyond it",
    ),
  }).nullable().describe(of);
const stationarity = z.strictObject({
  adf: test("augmented Dickey–Fuller with a constant, lag by AIC, p by MacKinnon (1994); null hypothesis: a unit root"),
  kpss_c: test("KPSS around a constant, lags by Hobijn's rule; null hypothesis: stationary"),
  kpss_ct: test("KPSS around a straight line"),
  reason,
});

const trend = z.strictObject({
  days: count("days with a mean: at least 18 observed hours"),
  per_year: maybe("slope of the least-squares line through the daily means, times 365.25"),
  low: maybe("lower end of its 95 % interval: errors of Newey and West (1987) over 30 days"),
  high: maybe("upper end of that interval"),
  reason,
});

const period = z.strictObject({
  hours: number("length of the cycle"),
  share: number("of the variance of the series with gaps filled, by the periodogram"),
});
const periods = z.strictObject({
  strongest: z.array(period).describe("the five frequencies of largest power, strongest first"),
  reason,
});

const level = z.strictObject({
  from: text("first day"),
  to: text("last day"),
  mean: number("mean of the daily means"),
});
const changes = z.strictObject({
  levels: z.array(level).describe("spans of constant level (PELT; Killick and others, 2012), gaps closed up"),
  reason,
});

const weather = z.strictObject({
  pollutant: fieldName.describe("the pollutant"),
  weather: fieldName.describe("t, rh or ah"),
  n: count("hours with both"),
  r: maybe("Pearson's correlation"),
  n_eff: maybe("effective sample size"),
  p_eff: maybe("p with n_eff instead of n"),
  partial_r: maybe("correlation with the means by hour and by month taken out of both"),
  partial_n_eff: maybe("effective sample size, by the autocorrelations of what is left of both"),
  partial_p_eff: maybe("p of partial_r with partial_n_eff instead of n"),
  partial_p_eff_bh: maybe("adjusted for all rows of the list; the one that counts"),
  lags: z.array(z.int()).describe("hours by which the pollutant follows the weather, -24 to 24"),
  lagged_r: z.array(z.number().nullable()).describe("Pearson's correlation at each lag, over the pairs with both ends"),
  strongest_lag: maybe("lag of the largest |lagged_r|"),
  reason,
});

const sensorMonth = z.strictObject({
  month: text("YYYY-MM"),
  n: count("hours with both"),
  slope: maybe("of the least-squares line, response on reference"),
  intercept: maybe("of that line"),
  r2: maybe("share of the response's variance that the line explains"),
  reason,
});
const sensor = z.strictObject({
  sensor: fieldName.describe("the sensor's response"),
  reference: fieldName.describe("the reference analyser"),
  months: z.array(sensorMonth).describe("each month of the series; a month needs 48 hours with both"),
});

const sameSeason = z.strictObject({
  n_first: count("hours observed in the first year's window"),
  mean_first: maybe("their mean"),
  n_second: count("hours observed in the second year's"),
  mean_second: maybe("their mean"),
  difference: maybe("second minus first"),
  low: maybe("lower end of its 95 % interval: moving blocks of 7 days, each year on its own"),
  high: maybe("upper end of that interval"),
  reason,
});

const limit = z.strictObject({
  rule: text("directive or guideline"),
  field: fieldName.describe("what is limited"),
  of: z.enum(["hour", "day", "8-hour day", "year"]).describe(
    "what is compared: an hour, a mean, a day's largest 8-hour mean",
  ),
  limit: number("the value, in the field's unit"),
  allowed: count("times a calendar year it may be exceeded"),
  year: z.int().describe("calendar year"),
  compared: count("hours, days or years with enough data"),
  exceeded: count("of these, how many were over it"),
  value: maybe("the largest value compared"),
  valid_share: number("observed hours divided by the hours of the calendar year"),
  enough: z.boolean().describe("whether valid_share is at least 90 %: below it a year is no evidence of compliance"),
});

const band = z.strictObject({
  field: fieldName.describe("the pollutant"),
  low: number("lower end of the typical urban range"),
  high: number("upper end"),
  n: count("hours observed"),
  below: count("hours below the band"),
  above: count("hours above it"),
  above_share: maybe("above divided by n: why a band is context and never a filter"),
});

const policy = z.strictObject({
  policy: text("a rule that is not applied here"),
  kept_hours: count("hours that it would keep"),
  lost_hours: count("hours that it would lose"),
  no2_over_200: count("hours with NO2 over 200 µg/m³ among those with a value"),
  no2_over_200_kept: count("of these, how many it would keep"),
});

const spread = z.strictObject({
  n: count("hours"),
  min: maybe("smallest"),
  mean: maybe("mean"),
  max: maybe("largest"),
  max_abs: maybe("largest without its sign"),
});

/** explore.json: one station, explored. Every number is described here, and by `docs/statistics.md`, which is made from it. */
export const exploreSchema = z.strictObject({
  silver_digest: z.string().nullable().describe(
    "of the silver explored, as `deno task prove --digest` prints it; null where silver is not compacted",
  ),
  station: z.strictObject({
    id: z.string().nullable().describe("the station; null of a lake without a reading"),
    first: z.string().nullable().describe("first hour, RFC 3339; the label of a fixed clock, called UTC"),
    last: z.string().nullable().describe("last hour"),
    hours: count("hours from first to last"),
    present: count("hours with a row in silver"),
    late: count("readings that came after one of a later time"),
    doubled: count("readings of a time that was there already, left out"),
    off_hour: count("readings between the hours, taken into their hour's mean"),
    reason,
  }),
  stations: z.array(z.strictObject({
    id: text("a station of the lake"),
    file: text("its results, beside explore.json"),
  })).describe("all stations, in order of their names"),
  settings: z.record(z.string(), z.number()).describe("numbers of choice: seed, draws, blocks, lags, thresholds"),
  describe: perField(describeSchema),
  cycles: z.strictObject({
    hour: cycle("24 cells, hour 0 to 23 of the label"),
    weekday: cycle("7 cells, Monday to Sunday"),
    weekday_hour: cycle("168 cells, Monday 0:00 to Sunday 23:00"),
    month: cycle("12 cells, January to December; months of both years together"),
    season: cycle("4 cells: December–February, March–May, June–August, September–November"),
  }),
  cycle_tests: z.strictObject({
    hour: perField(cycleTest),
    weekday: perField(cycleTest),
    weekday_hour: perField(cycleTest),
    month: perField(cycleTest),
    season: perField(cycleTest),
  }),
  pearson: z.array(pair).describe("Pearson, the 66 pairs of 12 fields (without nmhc_gt)"),
  spearman: z.array(pair).describe("Spearman: reduced to complete rows, then average ranks"),
  nmhc_pairs: z.strictObject({
    pearson: z.array(pair).describe(
      "nmhc_gt with each of the others, a family of its own: it was measured for seven weeks",
    ),
    spearman: z.array(pair).describe("the same by ranks"),
  }),
  acf: perField(acf),
  stl: perField(stl),
  mstl: perField(mstl),
  anomalies: perField(anomalies),
  stationarity: perField(stationarity),
  trend: z.strictObject({
    note: text("what a trend of this length can and cannot say"),
    fields: perField(trend),
  }),
  periods: perField(periods),
  changes: perField(changes),
  weather: z.array(weather).describe("each pollutant with temperature, relative humidity and vapour pressure"),
  sensors: z.array(sensor).describe("regression of a sensor on its reference, month by month: drift shows as a change"),
  same_season: z.strictObject({
    first: text("11 March to 3 April of the first year"),
    second: text("the same of the next"),
    fields: perField(sameSeason),
  }),
  limits: z.array(limit).describe("limit values, by calendar year; today's limits on the data's years"),
  typical: z.array(band).describe("typical urban ranges, as context"),
  policies: z.array(policy).describe("what rules found elsewhere would cost"),
  benzene: z.strictObject({
    n: count("hours with benzene and sensor S2"),
    spearman: maybe("rank correlation of the two"),
    residual: spread.describe("benzene less the rising curve nearest to it (isotonic regression on S2)"),
    reason,
  }),
  humidity: z.strictObject({
    n: count("hours with AH, RH and T"),
    ratio: spread.describe(
      "AH divided by e, the vapour pressure RH/100·6.112·exp(17.62·T/(243.12+T))/10 in kPa (Magnus)",
    ),
    within: count("hours in which the two differ by at most 2.5 %"),
    residual: spread.describe("AH less e"),
    reason,
  }),
});

/** The numbers of one station: what `exploreSchema` reads. */
export type ExploreNumbers = z.infer<typeof exploreSchema>;
