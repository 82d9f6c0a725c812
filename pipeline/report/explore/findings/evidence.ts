import { type Card, count, plural } from "../../../document/mod.ts";
import { exportCommand, traceCommand } from "../../../quality/mod.ts";
import { barChart } from "../charts/bar.ts";
import { lineChart } from "../charts/line.ts";
import { scatterChart } from "../charts/scatter.ts";
import type { ExploreFile, ExploreInputs } from "../inputs.ts";
import { labelOf, POLLUTANTS, ruleName, unitOf } from "../names.ts";
import { interval, percentText, pText, short } from "../text.ts";

const LEVEL = 0.05;

/** What is left of the correlations once hours are not counted as independent. */
export function pairsCard({ numbers: { pearson, station } }: ExploreFile): Card | null {
  const pairs = pearson.filter(({ p_bh }) => p_bh !== null);
  if (pairs.length === 0) return null;
  const naive = pairs.filter(({ p_bh }) => p_bh! < LEVEL).length;
  const shown = pairs.filter(({ shown }) => shown === true).length;
  const sizes = pairs.flatMap(({ n_eff, n }) => n_eff === null ? [] : [{ n_eff, n }]).toSorted((a, b) =>
    a.n_eff - b.n_eff
  );
  const middle = sizes[sizes.length >> 1]!;
  return {
    name: "finding-pairs",
    lead: `${count(naive)} of ${count(pairs.length)} correlations look significant; ${count(shown)} are shown`,
    figure: `${count(middle.n)} hours are worth ${count(Math.round(middle.n_eff))}`,
    interval:
      "of the middle pair: neighbouring hours repeat each other. False discoveries kept at 5 % (Benjamini–Hochberg)",
    soWhat: "Do not build on a correlation because its p-value is small: with dependent hours all are.",
    command: station.first === null || station.last === null
      ? ""
      : exportCommand(station.first.slice(0, 10), station.last.slice(0, 10)),
    alt: "How many pairs have a p below 0.05, naive and with the effective number of hours.",
    spec: (width) =>
      barChart({
        title: "Pairs with p below 0.05",
        width,
        bars: [
          { name: "as if independent", value: naive, label: count(naive) },
          { name: "effective hours", value: shown, label: count(shown) },
        ],
      }),
  };
}

/** The same weeks of both years: the only comparison of years that these months allow. */
export function yearsCard({ numbers: { same_season: seasons } }: ExploreFile): Card | null {
  const rows = POLLUTANTS.flatMap((field) => {
    const { mean_first, mean_second, difference, low, high } = seasons.fields[field];
    return mean_first === null || mean_second === null || difference === null || low === null || high === null
      ? []
      : [{ field, mean_first, mean_second, difference, low, high }];
  });
  const sure = rows.filter(({ low, high }) => low > 0 || high < 0);
  const main =
    (sure.length > 0 ? sure : rows).toSorted((a, b) =>
      Math.abs(b.difference / b.mean_first) - Math.abs(a.difference / a.mean_first)
    )[0];
  if (main === undefined) return null;
  const change = main.difference / main.mean_first;
  return {
    name: "finding-years",
    lead: `${labelOf(main.field)} in the same weeks: ${percentText(Math.abs(change))} ${
      change > 0 ? "higher" : "lower"
    } in the second year`,
    figure: `${short(main.mean_first)} → ${short(main.mean_second)} ${unitOf(main.field)}`,
    interval: `95 % interval of the difference ${interval(main.low, main.high)}`,
    soWhat: sure.length === 0
      ? "No change is shown: every interval holds 0."
      : "A model fitted in the first year meets another level in the second. It needs the last hours, not only the calendar.",
    command: exportCommand(seasons.second.slice(0, 10), seasons.second.slice(-10)),
    alt: "Relative change between the same weeks of both years, by pollutant.",
    spec: (width) =>
      barChart({
        title: "Change in the same weeks, % of the first year",
        width,
        bars: rows.map(({ field, difference, low, high, mean_first }) => ({
          name: labelOf(field),
          value: 100 * difference / mean_first,
          low: 100 * low / mean_first,
          high: 100 * high / mean_first,
        })),
      }),
  };
}

/** Hours over the limit, and whether anyone may say so. */
export function limitCard({ numbers: { limits } }: ExploreFile): Card | null {
  const hourly = limits.filter(({ field, of, limit }) => field === "no2_gt" && of === "hour" && limit === 200);
  const rule = hourly[0]?.rule, rows = hourly.filter((row) => row.rule === rule);
  const total = rows.reduce((sum, { exceeded }) => sum + exceeded, 0);
  if (rows.length === 0) return null;
  const allowed = rows[0]!.allowed, worst = rows.toSorted((a, b) => b.exceeded - a.exceeded)[0]!;
  return {
    name: "finding-limit",
    lead: `NO2 was over 200 µg/m³ in ${plural(total, "hour")}`,
    figure: `${count(worst.exceeded)} in ${worst.year}, ${count(allowed)} allowed`,
    interval: rows.map(({ year, valid_share }) => `${year}: ${percentText(valid_share)} of the year measured`).join(
      "; ",
    ),
    soWhat: `${worst.exceeded > allowed ? "More" : "Not more"} hours than a year may have${
      worst.enough ? "." : "; an official statement needs 90 % of the year's hours, which are not there."
    }`,
    command: traceCommand({ kind: "over", field: "no2_gt", value: 200 }),
    alt: "Hours with NO2 over 200 µg/m³ by year, and how many are allowed.",
    spec: (width) =>
      barChart({
        title: "Hours over 200 µg/m³ (dashed: allowed)",
        width,
        marks: [allowed],
        bars: rows.map(({ year, exceeded }) => ({ name: String(year), value: exceeded, label: count(exceeded) })),
      }),
  };
}

/** How the rows of a careless pipeline would disappear. */
export function policyCard({ numbers: { policies } }: ExploreFile): Card | null {
  const main = policies.toSorted((a, b) => b.lost_hours - a.lost_hours)[0];
  if (main === undefined || main.kept_hours + main.lost_hours === 0) return null;
  return {
    name: "finding-policies",
    lead: `The rule "${ruleName(main.policy)}" would throw away ${
      percentText(main.lost_hours / (main.kept_hours + main.lost_hours))
    }`,
    figure: `${count(main.lost_hours)} of ${count(main.kept_hours + main.lost_hours)} hours`,
    interval: `with ${count(main.no2_over_200 - main.no2_over_200_kept)} of the ${
      count(main.no2_over_200)
    } hours of NO2 over 200 µg/m³`,
    soWhat: "A gap in one value is no reason to drop the others, and a high value is no fault. Keep gaps as gaps.",
    command: "deno task policies",
    alt: "Hours that rules found elsewhere would lose.",
    spec: (width) =>
      barChart({
        title: "Hours lost by rules found elsewhere",
        width,
        bars: policies.map(({ policy, lost_hours }) => ({
          name: ruleName(policy),
          value: lost_hours,
          label: count(lost_hours),
        })),
      }),
  };
}

/** Benzene and the sensor that it is computed from. */
export function benzeneCard({ numbers: { benzene }, series }: ExploreInputs): Card | null {
  const { n, spearman, residual } = benzene;
  if (spearman === null || residual.max_abs === null) return null;
  return {
    name: "finding-benzene",
    lead: residual.max_abs < 0.5
      ? "Benzene is no measurement of its own: it is a curve of sensor S2"
      : "Benzene and sensor S2 follow one curve only in part",
    figure: `rank correlation ${spearman.toFixed(5)}`,
    interval: `largest distance from the curve ${short(residual.max_abs)} µg/m³, in ${count(n)} hours`,
    soWhat: "Whoever forecasts benzene may not read S2 of the same hour: where the curve is exact, that is the answer.",
    command: traceCommand({ kind: "over", field: "c6h6_gt", value: 10 }),
    alt: "Benzene over the response of sensor S2, hour by hour.",
    spec: (width) =>
      scatterChart({
        title: "Benzene in µg/m³ over the response of S2",
        width,
        x: series.fields.pt08_s2_nmhc,
        y: series.fields.c6h6_gt,
      }),
  };
}

/** A sensor whose response to the same air changes. */
export function sensorCard({ numbers: { sensors } }: ExploreFile): Card | null {
  const found = sensors.flatMap(({ sensor, reference, months }) => {
    const known = months.filter(({ r2 }) => r2 !== null);
    const best = known.toSorted((a, b) => b.r2! - a.r2!)[0], worst = known.toSorted((a, b) => a.r2! - b.r2!)[0];
    return best === undefined || worst === undefined ? [] : [{ sensor, reference, months, best, worst }];
  }).toSorted((a, b) => (b.best.r2! - b.worst.r2!) - (a.best.r2! - a.worst.r2!))[0];
  if (found === undefined) return null;
  const { sensor, reference, months, best, worst } = found;
  return {
    name: "finding-sensor",
    lead: `What ${labelOf(sensor)} says about ${labelOf(reference)} changes from month to month`,
    figure: `R² ${short(worst.r2)} to ${short(best.r2)}`,
    interval: `lowest in ${worst.month} (${count(worst.n)} hours), highest in ${best.month} (${count(best.n)} hours)`,
    soWhat: "A calibration of one month is wrong in another. Calibrate again by season, and watch the residual.",
    command: exportCommand(`${worst.month}-01`, `${worst.month}-28`),
    alt: `R² of ${labelOf(sensor)} on ${labelOf(reference)} by month.`,
    spec: (width) =>
      lineChart({
        title: `R² of ${labelOf(sensor)} on ${labelOf(reference)}`,
        width,
        height: 120,
        isTime: true,
        hasDots: true,
        zero: true,
        points: months.map(({ month, r2 }) => ({ x: Date.parse(`${month}-15T00:00:00Z`), y: r2 })),
      }),
  };
}

/** The strangest hours, and whether the air or one sensor was strange. */
export function anomalyCard({ numbers: { anomalies } }: ExploreFile): Card | null {
  const events = POLLUTANTS.flatMap((field) => anomalies[field].events.map((event) => ({ ...event, field })));
  const main = events.filter(({ kind }) => kind === "episode").toSorted((a, b) => Math.abs(b.z) - Math.abs(a.z))[0];
  if (main === undefined) return null;
  const episodes = events.filter(({ kind }) => kind === "episode").length;
  const days = { from: main.start.slice(0, 10), to: main.end.slice(0, 10) };
  return {
    name: "finding-anomalies",
    lead: `${count(events.length)} strange spells; in ${count(episodes)} of them several channels moved`,
    figure: `${labelOf(main.field)} ${short(main.value)} ${unitOf(main.field)} on ${main.peak.slice(0, 10)}`,
    interval: `robust z ${short(main.z)} at ${main.peak.slice(11, 16)}, ${plural(main.hours, "hour")} flagged`,
    soWhat: "Where channels move together, it was the air. One alone is a reason to visit the station.",
    command: exportCommand(days.from, days.to),
    alt: "Flagged spells by pollutant, episodes and single channels.",
    spec: (width) =>
      barChart({
        title: "Spells with |z| over 3.5",
        width,
        bars: POLLUTANTS.flatMap((field) =>
          (["episode", "sensor", "unknown"] as const).map((kind) => ({
            name: labelOf(field),
            series: kind === "sensor" ? "one channel" : kind === "episode" ? "several channels" : "others not observed",
            value: anomalies[field].events.filter((event) => event.kind === kind).length,
          }))
        ),
      }),
  };
}

/** What weather explains once hour and month are taken out. */
export function weatherCard({ numbers: { weather } }: ExploreFile): Card | null {
  // NMHC was measured for seven weeks: too short beside the others.
  const rows = weather.filter(({ partial_r, pollutant }) => partial_r !== null && pollutant !== "nmhc_gt");
  const main = rows.filter(({ partial_p_eff_bh }) => partial_p_eff_bh !== null && partial_p_eff_bh < LEVEL)
    .toSorted((a, b) => Math.abs(b.partial_r!) - Math.abs(a.partial_r!))[0] ??
    rows.toSorted((a, b) => Math.abs(b.partial_r!) - Math.abs(a.partial_r!))[0];
  if (main === undefined) return null;
  return {
    name: "finding-weather",
    lead: `Of the weather, ${labelOf(main.weather)} goes most with ${labelOf(main.pollutant)}`,
    figure: `partial r ${short(main.partial_r)}`,
    interval: `hour and month taken out; p ${pText(main.partial_p_eff_bh)} with ${
      count(Math.round(main.partial_n_eff ?? 0))
    } effective hours; plain r ${short(main.r)}`,
    soWhat:
      "The plain correlation is partly the season. Wind and the height of the mixing layer are not measured here.",
    command: "",
    alt: "Plain and partial correlation of each pollutant with the weather.",
    spec: (width) =>
      barChart({
        title: `Correlation with ${labelOf(main.weather)}`,
        width,
        bars: rows.filter(({ weather }) => weather === main.weather).flatMap(({ pollutant, r, partial_r }) => [
          { name: labelOf(pollutant), series: "plain", value: r ?? 0 },
          { name: labelOf(pollutant), series: "hour and month taken out", value: partial_r! },
        ]),
      }),
  };
}
