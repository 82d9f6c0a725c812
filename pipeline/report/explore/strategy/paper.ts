import type { Constant, Paper, PaperFigure } from "../../../document/mod.ts";
import type { ExploreNumbers } from "../../../explore/mod.ts";
import type { StrategyNumbers } from "./numbers.ts";

/** What the paper says in words, each as a condition on the numbers: a sentence whose claim does not hold must not be printed. */
export function brokenClaims(
  { same_season: { fields }, acf, limits, benzene }: ExploreNumbers,
  own: StrategyNumbers,
): string[] {
  const { nox_gt: nox, no2_gt: no2, co_gt: co, c6h6_gt: c6h6 } = own, season = fields;
  const lag = (field: "no2_gt", hours: number) => acf[field].gaps_kept[hours - 1] ?? NaN;
  const hour = limits.filter(({ rule, field, of }) => rule === "2008/50/EC" && field === "no2_gt" && of === "hour");
  const claims: [claim: string, holds: boolean][] = [
    ["every pollutant is lower on Sundays", [nox, no2, co, c6h6].every(({ sunday_drop }) => sunday_drop > 0)],
    ["benzene falls most on Sundays", [nox, no2, co].every(({ sunday_drop }) => sunday_drop <= c6h6.sunday_drop)],
    [
      "NOx is higher in winter than in summer, more so than the others",
      [no2, co, c6h6].every(({ winter_ratio }) => winter_ratio < nox.winter_ratio && nox.winter_ratio > 1),
    ],
    ["NOx and NO2 rose in the same weeks", (season.nox_gt.low ?? 0) > 0 && (season.no2_gt.low ?? 0) > 0],
    [
      "no change of CO and benzene is shown in the same weeks",
      [season.co_gt, season.c6h6_gt].every(({ low, high }) => low !== null && high !== null && low < 0 && high > 0),
    ],
    ["NO2 is more like yesterday's same hour than like twelve hours ago", lag("no2_gt", 24) > lag("no2_gt", 12)],
    [
      "NO2 is over its hourly limit more often than allowed in both years",
      hour.length === 2 && hour.every(({ exceeded, allowed }) => exceeded > allowed),
    ],
    ["no year has the hours for an official statement", hour.every(({ enough }) => !enough)],
    ["fewer pairs are shown than look significant", own.pairs_shown < own.pairs_naive],
    ["benzene is a curve of sensor S2", (benzene.residual.max_abs ?? Infinity) < 0.5],
    ["CO has few values at one hour", own.calibration_n < 0.8 * own.other_n],
  ];
  return claims.filter(([, holds]) => !holds).map(([claim]) => claim);
}

const DIRECTIVE = "Directive 2008/50/EC, annexes I and XI",
  FEATURES = "the forecasts' list of features (docs/features.md)";
const NAME = "name of a substance or channel", METHOD = "statistical convention";

/** Numbers that the paper states and no result gives. */
export const STRATEGY_CONSTANTS: readonly Constant[] = [
  { text: "NO2", source: NAME },
  { text: "S2", source: NAME },
  { text: "S4", source: NAME },
  { text: "200 µg/m³", source: DIRECTIVE },
  { text: "18 hours", source: DIRECTIVE },
  { text: "90 %", source: DIRECTIVE },
  { text: "95 %", source: METHOD },
  { text: "5 %", source: METHOD },
  { text: "lag_1", source: FEATURES },
  { text: "lag_2", source: FEATURES },
  { text: "lag_3", source: FEATURES },
  { text: "lag_24", source: FEATURES },
  { text: "lag_168", source: FEATURES },
  { text: "roll_mean_3", source: FEATURES },
];

/** The strategic report; its years are those of the data. */
export function strategyPaper({ station }: ExploreNumbers, figures: readonly PaperFigure[]): Paper {
  const first = station.first!.slice(0, 4), last = station.last!.slice(0, 4);
  const limit = (year: string, member: string) =>
    `explore.limits[rule=2008/50/EC,field=no2_gt,of=hour,year=${year}].${member}`;
  const season = (field: string, member: string) => `explore.same_season.fields.${field}.${member}`;
  const lag = (hours: number) => `{explore.acf.no2_gt.gaps_kept[${hours - 1}]|2}`;
  return {
    title: "What a year of this air asks a town to do",
    subtitle:
      "Station {explore.station.id|text}, {explore.station.first|date} to {explore.station.last|date}: {explore.station.hours|0} hours, " +
      "{explore.station.present|0} with a reading. Intervals are 95 % and allow for hours that resemble each other.",
    pages: { min: 2, max: 3 },
    blocks: [
      {
        kind: "callout",
        lead: "In one sentence:",
        text:
          "NO2 was over 200 µg/m³ in {strategy.no2_hours_over|0} hours (Figure A), in a rhythm so regular that a warning can be out by " +
          "{strategy.warning_hour|hour} (Figure B); but the level of NOx moved by {strategy.nox_change|%0} between two springs (Figure C), " +
          "so whatever is built must read the last hours, and the analyser must be checked.",
      },
      { kind: "heading", text: "Executive summary" },
      {
        kind: "list",
        items: [
          `*Limits.* A year may have 18 hours over 200 µg/m³. {${limit(first, "year")}|year} had {${
            limit(first, "exceeded")
          }|0} and {${limit(last, "year")}|year} {${limit(last, "exceeded")}|0}, although only {${
            limit(first, "valid_share")
          }|%0} and {${limit(last, "valid_share")}|%0} of their hours were measured. An official statement needs 90 %.`,
          "*Rhythm.* NOx is highest at {strategy.nox_gt.peak_hour|hour}, {strategy.nox_gt.peak_mean|0} ppb " +
          "[{strategy.nox_gt.peak_low|0}, {strategy.nox_gt.peak_high|0}], and lowest at {strategy.nox_gt.low_hour|hour}, {strategy.nox_gt.low_mean|0} ppb.",
          "*Weekend.* On Sundays benzene is {strategy.c6h6_gt.sunday_drop|%0} lower than on working days, CO {strategy.co_gt.sunday_drop|%0}, " +
          "NOx {strategy.nox_gt.sunday_drop|%0}, NO2 {strategy.no2_gt.sunday_drop|%0} (Figure G).",
          `*Change.* In the same weeks of both years NOx went from {${season("nox_gt", "mean_first")}|0} to {${
            season("nox_gt", "mean_second")
          }|0} ppb, difference [{${season("nox_gt", "low")}|0}, {${season("nox_gt", "high")}|0}]; NO2 by {${
            season("no2_gt", "difference")
          }|+0} µg/m³. For CO and benzene no change is shown: an instrument is as likely a reason as the air.`,
          `*Forecast.* The autocorrelation of NO2 is ${lag(1)} after one hour, ${lag(12)} after half a day and ${
            lag(24)
          } after a day (Figure D): the last hours and yesterday's same hour carry a forecast.`,
          "*Trust.* {strategy.pairs_naive|0} of {strategy.pairs|0} correlations look significant at 5 % if hours count as independent. " +
          "{strategy.middle_n|0} hours are worth about {strategy.middle_n_eff|0}; then {strategy.pairs_shown|0} remain (Figure E).",
        ],
      },
      { kind: "figures", items: figures.slice(0, 3) },
      { kind: "heading", text: "What it means for a town" },
      {
        kind: "table",
        caption:
          "No cause is claimed from a correlation: traffic, heating and still air act together, and wind is not measured here.",
        columns: [
          { header: "Pattern", share: 0.9 },
          { header: "Evidence", share: 2.2 },
          { header: "For health and compliance", share: 2 },
          { header: "For planning and economy", share: 2 },
        ],
        rows: [
          [
            "*Rush hours*",
            "NOx {strategy.nox_gt.peak_mean|0} ppb at {strategy.nox_gt.peak_hour|hour} against {strategy.nox_gt.low_mean|0} at {strategy.nox_gt.low_hour|hour} (Figure B)",
            "Warn by hour, not by day. Sensitive people can shift a walk; a daily mean hides the peak.",
            "Deliveries outside the peak cost little and act where the peak is.",
          ],
          [
            "*Weekend*",
            "Sunday: benzene {strategy.c6h6_gt.sunday_mean|1} µg/m³, working day {strategy.c6h6_gt.weekday_mean|1}",
            "The difference shows how much follows what people do on working days.",
            "An upper bound for what a traffic measure may bring; judge one by weekdays against weekdays.",
          ],
          [
            "*Cold months*",
            "NOx December to February {strategy.nox_gt.winter_mean|0} ppb, June to August {strategy.nox_gt.summer_mean|0}: {strategy.nox_gt.winter_ratio|1} times; CO {strategy.co_gt.winter_ratio|1} times",
            "Staff and reserves for warnings belong in winter.",
            "One winter is one winter: do not plan a heating programme on it alone.",
          ],
          [
            "*Weather*",
            "Benzene with water vapour, hour and month taken out: r {explore.weather[pollutant=c6h6_gt,weather=ah].partial_r|2}, p {explore.weather[pollutant=c6h6_gt,weather=ah].partial_p_eff_bh|p}; NO2 with temperature: r {explore.weather[pollutant=no2_gt,weather=t].partial_r|2}, p {explore.weather[pollutant=no2_gt,weather=t].partial_p_eff_bh|p} (Figure H)",
            "The weather at hand explains little of a single hour.",
            "A wind sensor is the cheapest gain in knowledge.",
          ],
          [
            "*Instruments*",
            "S4 explains {strategy.s4_lowest_r2|%0} to {strategy.s4_highest_r2|%0} of NO2's variance, by month (Figure F)",
            "Cheap sensors do not prove compliance.",
            "Budget for a check against the reference each season.",
          ],
        ],
      },
      { kind: "figures", items: figures.slice(3, 6) },
      { kind: "heading", text: "Modelling strategy" },
      {
        kind: "table",
        caption: "From each finding to what a forecast of the next hour is built of.",
        columns: [{ header: "Finding", share: 1.9 }, { header: "Number", share: 1.7 }, {
          header: "Lag, feature or model",
          share: 2.4,
        }],
        rows: [
          [
            "An hour resembles the last one",
            `autocorrelation ${lag(1)}, ${lag(2)}, ${lag(3)}`,
            "lag_1, lag_2, lag_3, roll_mean_3; persistence is the baseline to beat",
          ],
          [
            "A day resembles the last one",
            `${lag(24)} after a day; daily strength {explore.mstl.no2_gt.seasonal_strength_24|2}`,
            "lag_24, sine and cosine of the hour; seasonal naive as second baseline; a daily part in SARIMA",
          ],
          [
            "A week matters, less",
            "weekly strength {explore.mstl.no2_gt.seasonal_strength_168|2}",
            "lag_168, sine and cosine of the weekday",
          ],
          [
            "The level moves",
            "NO2 {strategy.no2_change|%0} between the same weeks; KPSS p at most {explore.stationarity.no2_gt.kpss_c.p|2}",
            "trees on the change, not on the level; rolling intervals; drift alarms",
          ],
          [
            "Gaps have their hour",
            "CO: {strategy.calibration_n|0} values at {strategy.calibration_hour|hour}, up to {strategy.other_n|0} at others",
            "no row is dropped; boosting takes the gap, the others the last value",
          ],
          [
            "Benzene is computed from S2",
            "rank correlation {explore.benzene.spearman|5}",
            "S2 of the target hour is never a feature: it would be the answer",
          ],
          [
            "Tails are long",
            "{strategy.nox_gt.flagged_share|%0} of NOx hours flagged",
            "score by mean absolute error; judge alarms by hits and false alarms",
          ],
        ],
      },
      { kind: "figures", items: figures.slice(6) },
      { kind: "heading", text: "Who does what, and when" },
      {
        kind: "table",
        caption: "Each with the number that shows whether it worked.",
        columns: [{ header: "Who", share: 1.1 }, { header: "Does what", share: 3 }, { header: "When", share: 1 }, {
          header: "Shown by",
          share: 1.9,
        }],
        rows: [
          [
            "Health office",
            "Warns by hour on working days, from the forecast of the next hour",
            "by {strategy.warning_hour|hour}, each day",
            "hits and false alarms over 200 µg/m³",
          ],
          [
            "Environment office",
            `Brings the valid share of NO2 from {${
              limit(first, "valid_share")
            }|%0} to 90 %: spare parts, a second analyser`,
            "before next winter",
            "the regulatory view's valid share",
          ],
          [
            "Station's operator",
            "Checks the NOx analyser: NOx moved by {strategy.nox_change|%0}, CO is not shown to",
            "this month",
            "zero and span record; NOx beside CO",
          ],
          [
            "Station's operator",
            "Moves the calibration from {strategy.calibration_hour|hour} to changing hours",
            "this month",
            "CO values by hour",
          ],
          [
            "Traffic planning",
            "Tries deliveries outside the peak in one street, and judges weekdays against weekdays of the same season",
            "one spring",
            "NOx at {strategy.nox_gt.peak_hour|hour}, with interval",
          ],
          [
            "Data team",
            "Drops no row for one missing value: complete cases would lose {explore.policies[0].lost_hours|0} hours (Figure I)",
            "always",
            "rows in silver",
          ],
        ],
      },
      {
        kind: "text",
        text:
          "*Limits of this report.* {explore.trend.note|text} One station stands for one street. Limits of today are set beside older " +
          "readings to show size, not to judge a past year. What is flagged as strange is a question to the operator, not an error.",
      },
    ],
  };
}
