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
          `Seen: ${
            known.map((field) =>
              `${labelOf(field)} ${[1, 12, 24, 168].map((lag) => short(acf[field].gaps_kept[lag - 1])).join(", ")}`
            )
              .join("; ")
          } after 1, 12, 24 and 168 hours. So what: where 24 stands above 12, yesterday's same hour is worth more than this ` +
          "morning's. Pairs with a gap at either end are left out, not filled.",
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
          `Seen: ${short(pacf.pacf[0])} at lag 1, ${short(pacf.pacf[1])} at lag 2, ${
            short(pacf.pacf[23])
          } at lag 24. So what: lags that ` +
          "stand beyond the dashed lines add something that those before them do not have; a SARIMA model is built from them. It needs a " +
          "series without gaps, so these were filled by a line.",
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
            timeFormat: "%d %b",
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
          `Seen: strength of trend ${short(stl[shown].trend_strength)} and of the daily cycle ${
            short(stl[shown].seasonal_strength)
          } for ${
            labelOf(shown)
          }. So what: neither the calendar nor the last value alone is enough; a model needs both. For this method only, gaps (among them ` +
          `${station.hours - station.present} hours without any reading) were filled by a line.`,
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
          "Read both tests together. A small p of ADF and a small p of KPSS say: no unit root, yet no constant level either, as of a level " +
          "that moves with the season. Differences, or the last value as a feature, take care of it.",
      },
    ],
  };
}

export const noAnswer = (id: string, heading: string, reason: string | null): Section => ({
  id,
  heading,
  blocks: [{ kind: "text", text: `No answer: ${reason ?? "nothing was observed"}.` }],
});
