import type { Section } from "../../../document/mod.ts";
import type { FieldName } from "../../../series/mod.ts";
import { barChart } from "../charts/bar.ts";
import { lineChart } from "../charts/line.ts";
import type { ExploreInputs } from "../inputs.ts";
import { labelOf, POLLUTANTS, withUnit } from "../names.ts";
import { percentText, pText, short } from "../text.ts";
import { tableOf } from "./table.ts";

const SHOWN_LAGS = [1, 2, 3, 24, 48, 168];

/** Autocorrelation and partial autocorrelation. */
export function memorySection({ numbers: { acf, periods } }: ExploreInputs): Section {
  const known = POLLUTANTS.filter((field) => acf[field].reason === null);
  if (known.length === 0) return noAnswer("memory", "How far an hour reaches", acf.no2_gt.reason);
  const pacf = acf[known.at(-1)!], partial = known.at(-1)!;
  return {
    id: "memory",
    heading: "How far an hour reaches",
    blocks: [
      {
        kind: "chart",
        name: "acf",
        alt: "Autocorrelation of the pollutants up to a week.",
        spec: (width) =>
          lineChart({
            title: "Autocorrelation, gaps kept, by lag in hours",
            width,
            height: 200,
            points: known.flatMap((field) =>
              acf[field].lags.map((x, index) => ({ x, y: acf[field].gaps_kept[index] ?? null, series: labelOf(field) }))
            ),
            xValues: [1, 24, 48, 72, 96, 120, 144, 168],
            zero: true,
          }),
        data: tableOf(
          "Autocorrelation at some lags",
          ["Measurement", ...SHOWN_LAGS.map((lag) => `${lag} h`)],
          known.map((field) => [
            labelOf(field),
            ...SHOWN_LAGS.map((lag) => short(acf[field].gaps_kept[acf[field].lags.indexOf(lag)])),
          ]),
        ),
      },
      {
        kind: "text",
        text:
          "Seen: it falls within hours and comes back every 24 hours, most after a week. So what: the last three hours, the same hour " +
          "of yesterday and of last week are the lags that a forecast needs. Pairs with a gap at either end are left out, not filled.",
      },
      {
        kind: "chart",
        name: "pacf",
        alt: `Partial autocorrelation of ${labelOf(partial)} to 48 hours.`,
        spec: (width) =>
          lineChart({
            title: `Partial autocorrelation of ${labelOf(partial)}; between the dashed lines: chance`,
            width,
            height: 160,
            hasDots: true,
            points: pacf.lags.slice(0, 48).map((x, index) => ({ x, y: pacf.pacf[index] ?? null })),
            xValues: [1, 6, 12, 18, 24, 30, 36, 42, 48],
            zero: true,
            marks: pacf.bound === null ? [] : [{ y: pacf.bound, text: "" }, { y: -pacf.bound, text: "" }],
          }),
        data: tableOf(
          "Partial autocorrelation",
          ["Lag, h", ...known.map(labelOf)],
          pacf.lags.slice(0, 48).map((
            lag,
            index,
          ) => [String(lag), ...known.map((field) => short(acf[field].pacf[index]))]),
        ),
      },
      {
        kind: "text",
        text:
          "Seen: the first lag carries most; a second is negative, and lags around 24 stand out. So what: an autoregressive part of order " +
          "one or two with a daily one fits this shape, which is what SARIMA has. It was taken on gaps filled by a line, which it needs.",
      },
      {
        kind: "table",
        ...tableOf(
          "Strongest periods by the periodogram",
          ["Measurement", "prose:hours of the cycle, and its share of the variance"],
          known.map((field) => [
            labelOf(field),
            periods[field].reason ??
              periods[field].strongest.map(({ hours, share }) => `${short(hours)} h ${percentText(share)}`).join(" · "),
          ]),
        ),
      },
    ],
  };
}

/** Trend, season and the rest. */
export function partsSection(
  { numbers: { stl, mstl, stationarity, station }, components, series }: ExploreInputs,
): Section {
  const known = POLLUTANTS.filter((field) => stl[field].reason === null), shown = known.at(-1);
  if (shown === undefined) return noAnswer("parts", "Trend, daily cycle, remainder", stl.no2_gt.reason);
  const parts = components[shown]!, from = Math.max(0, Math.min(series.length - 24 * 21, 24 * 60));
  const hours = Array.from({ length: Math.min(series.length, 24 * 21) }, (_, index) => from + index);
  const layer = (name: string, values: ArrayLike<number>) =>
    hours.map((hour) => ({
      x: series.startMs + hour * 3_600_000,
      y: Number.isNaN(values[hour]!) ? null : values[hour]!,
      series: name,
    }));
  return {
    id: "parts",
    heading: "Trend, daily cycle, remainder",
    blocks: [
      {
        kind: "chart",
        name: "stl",
        alt: `Three weeks of ${labelOf(shown)} as measured, with trend, daily cycle and remainder by STL.`,
        spec: (width) =>
          lineChart({
            title: `Three weeks of ${withUnit(shown)}: measured, and its parts`,
            width,
            height: 260,
            isTime: true,
            points: [
              ...layer("measured", series.fields[shown]),
              ...layer("trend", parts.trend),
              ...layer("daily cycle", parts.seasonal),
              ...layer("remainder", parts.remainder),
            ],
          }),
        data: tableOf(
          "Strength of trend and cycle, 0 (none) to 1 (nothing else)",
          ["Measurement", "trend", "daily cycle", "MSTL: trend", "daily", "weekly"],
          (Object.keys(stl) as FieldName[]).map((field) => [
            labelOf(field),
            stl[field].reason ?? short(stl[field].trend_strength),
            short(stl[field].seasonal_strength),
            short(mstl[field].trend_strength),
            short(mstl[field].seasonal_strength_24),
            short(mstl[field].seasonal_strength_168),
          ]),
        ),
      },
      {
        kind: "text",
        text:
          "Seen: the level wanders from day to day as much as the hours differ within a day. So what: neither the calendar nor the last " +
          `value is enough; a model needs both. ${
            station.hours - station.present
          } hours without a reading were filled by a line for this method only.`,
      },
      {
        kind: "chart",
        name: "strengths",
        alt: "Strength of the daily and the weekly cycle by measurement.",
        spec: (width) =>
          barChart({
            title: "Strength of the cycles (MSTL)",
            width,
            bars: POLLUTANTS.filter((field) => mstl[field].reason === null).flatMap((field) => [
              { name: labelOf(field), series: "daily", value: mstl[field].seasonal_strength_24 ?? 0 },
              { name: labelOf(field), series: "weekly", value: mstl[field].seasonal_strength_168 ?? 0 },
            ]),
          }),
        data: tableOf(
          "Is the series stationary? ADF: small p speaks against a unit root; KPSS: small p speaks against a constant level",
          ["Measurement", "ADF", "p", "KPSS level", "p", "KPSS line", "p"],
          POLLUTANTS.map((field) => {
            const { adf, kpss_c, kpss_ct, reason } = stationarity[field];
            if (reason !== null) return [labelOf(field), reason, "–", "–", "–", "–", "–"];
            return [
              labelOf(field),
              short(adf?.statistic),
              pText(adf?.p ?? null),
              ...[kpss_c, kpss_ct].flatMap((test) => [
                short(test?.statistic),
                test === null ? "–" : `${test.p_at_end ? test.p <= 0.01 ? "≤ " : "≥ " : ""}${short(test.p)}`,
              ]),
            ];
          }),
        ),
      },
      {
        kind: "text",
        text:
          "Both tests at once: no unit root, yet no constant level either. That is the picture of a level that moves with the season. " +
          "Differences, or the last value as a feature, take care of it.",
      },
    ],
  };
}

export const noAnswer = (id: string, heading: string, reason: string | null): Section => ({
  id,
  heading,
  blocks: [{ kind: "text", text: `No answer: ${reason ?? "nothing was observed"}.` }],
});
