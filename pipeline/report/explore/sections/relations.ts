import type { Section } from "../../../document/mod.ts";
import { drawMatrix } from "../charts/matrix.ts";
import { lineChart } from "../charts/line.ts";
import type { ExploreInputs } from "../inputs.ts";
import { labelOf } from "../names.ts";
import { pText, short } from "../text.ts";
import { tableOf } from "./table.ts";

/** What goes with what, and how sure that is. */
export function relationsSection({ numbers: { pearson, spearman } }: ExploreInputs): Section {
  const rank = new Map(spearman.map((pair) => [`${pair.a} ${pair.b}`, pair]));
  const sorted = pearson.filter(({ r }) => r !== null).toSorted((a, b) => Math.abs(b.r!) - Math.abs(a.r!));
  const unsure = pearson.filter(({ shown }) => shown === false);
  return {
    id: "relations",
    heading: "What goes with what",
    blocks: [
      {
        kind: "drawing",
        name: "correlations",
        alt: "Correlation of each pair of measurements; pairs that are not shown to be related are empty.",
        draw: (width) => drawMatrix(pearson, width),
        data: tableOf(
          "All pairs: naive p, and p with the effective number of hours",
          ["Pair", "n", "r", "rank r", "p naive", "effective n", "p effective, adjusted", "text:shown"],
          sorted.map(({ a, b, n, r, p_bh, n_eff, p_eff_bh, shown }) => [
            `${labelOf(a)} – ${labelOf(b)}`,
            n.toLocaleString("en-US"),
            short(r),
            short(rank.get(`${a} ${b}`)?.r),
            pText(p_bh),
            short(n_eff),
            pText(p_eff_bh),
            shown === true ? "yes" : "no",
          ]),
        ),
      },
      {
        kind: "text",
        text:
          `Seen: ${
            sorted.slice(0, 3).map(({ a, b, r }) => `${labelOf(a)} and ${labelOf(b)} ${short(r)}`).join(", ")
          } go together most. ` +
          `${unsure.length} of ${pearson.length} pairs are not shown once hours that repeat each other are not counted twice; their cells ` +
          "have no colour. " +
          "So what: sensors can stand in for each other, which helps with gaps and hides a fault that all share. No correlation here " +
          "is a cause: traffic, heating and still air move all channels at once.",
      },
      {
        kind: "notice",
        tone: "neutral",
        lead: "Why two p-values",
        text:
          "An hour is much like the one before it, so thousands of hours carry the information of some hundred. The naive p takes " +
          "them all as independent and is always tiny. The effective n comes from the autocorrelations of both fields up to a week.",
      },
    ],
  };
}

/** The pollutants and the weather. */
export function weatherSection({ numbers: { weather } }: ExploreInputs): Section {
  const rows = weather.filter(({ r }) => r !== null);
  const temperature = rows.filter(({ weather, pollutant }) => weather === "t" && pollutant !== "nmhc_gt");
  return {
    id: "weather",
    heading: "Weather",
    blocks: rows.length === 0
      ? [{ kind: "text", text: `No answer: ${weather[0]?.reason ?? "no weather was measured"}.` }]
      : [
        {
          kind: "chart",
          name: "weather-lags",
          alt: "Correlation of each pollutant with the temperature, by lag.",
          spec: (width) =>
            lineChart({
              title: "Correlation with temperature, by hours that the pollutant follows",
              width,
              height: 200,
              points: temperature.flatMap(({ pollutant, lags, lagged_r }) =>
                lags.map((x, index) => ({ x, y: lagged_r[index] ?? null, series: labelOf(pollutant) }))
              ),
              xValues: [-24, -12, 0, 12, 24],
              zero: true,
              marks: [{ y: 0, text: "" }],
            }),
          data: tableOf(
            "Weather: plain, and with the means by hour and by month taken out",
            ["Pair", "r", "partial r", "effective n", "p, adjusted", "strongest lag, h"],
            rows.map(({ pollutant, weather, r, partial_r, partial_n_eff, partial_p_eff_bh, strongest_lag }) => [
              `${labelOf(pollutant)} – ${labelOf(weather)}`,
              short(r),
              short(partial_r),
              short(partial_n_eff),
              pText(partial_p_eff_bh),
              strongest_lag === null ? "–" : String(strongest_lag).replace("-", "−"),
            ]),
          ),
        },
        {
          kind: "text",
          text:
            `Seen: ${
              rows.filter(({ partial_p_eff_bh }) => (partial_p_eff_bh ?? 1) < 0.05).length
            } of ${rows.length} pairs are still shown ` +
            "when the means by hour and by month are taken out. A curve that swings with the lag is the day that both follow. " +
            "So what: use the weather of the last hours as a feature, and expect little from it alone. Wind, rain and the height of " +
            "the mixing layer are not in this data set.",
        },
      ],
  };
}

/** The cheap sensors beside the reference analysers. */
export function sensorsSection({ numbers: { sensors, benzene, humidity } }: ExploreInputs): Section {
  const known = sensors.filter(({ months }) => months.some(({ slope }) => slope !== null));
  return {
    id: "sensors",
    heading: "Sensors and reference",
    blocks: [
      ...known.length === 0
        ? [{ kind: "text" as const, text: "No answer: no month has 48 hours with both a sensor and its reference." }]
        : [{
          kind: "chart" as const,
          name: "sensors",
          alt: "R² of each sensor on its reference by month.",
          spec: (width: number) =>
            lineChart({
              title: "R² of sensor on reference, by month",
              width,
              height: 200,
              isTime: true,
              hasDots: true,
              zero: true,
              points: known.flatMap(({ sensor, reference, months }) =>
                months.map(({ month, r2 }) => ({
                  x: Date.parse(`${month}-15T00:00:00Z`),
                  y: r2,
                  series: `${labelOf(sensor)} on ${labelOf(reference)}`,
                }))
              ),
            }),
          data: tableOf(
            "Response of each sensor on its reference",
            ["Month", "code:sensor", "hours", "slope", "intercept", "R²"],
            known.flatMap(({ sensor, months }) =>
              months.map(({ month, n, slope, intercept, r2, reason }) => [
                month,
                sensor,
                String(n),
                reason ?? short(slope),
                short(intercept),
                short(r2),
              ])
            ),
          ),
        }, {
          kind: "text" as const,
          text: `Seen: ${
            known.map(({ sensor, reference, months }) => {
              const fits = months.flatMap(({ r2 }) => r2 ?? []);
              return `${labelOf(sensor)} explains ${short(Math.min(...fits))} to ${
                short(Math.max(...fits))
              } of the variance that goes with ${labelOf(reference)}`;
            }).join("; ")
          }. So what: where that range is wide, a calibration of one month is wrong in another. Check against the reference ` +
            "each season.",
        }],
      {
        kind: "facts",
        items: [
          [
            "Benzene and sensor S2",
            benzene.reason ??
              `rank correlation ${benzene.spearman?.toFixed(5) ?? "not defined for constants"}; benzene lies within ${
                short(benzene.residual.max_abs)
              } µg/m³ of one rising curve of S2 in all ${benzene.n.toLocaleString("en-US")} hours${
                benzene.residual.max_abs! < 0.5 ? ": it was computed, not measured apart" : ""
              }`,
          ],
          [
            "Absolute humidity",
            humidity.reason ??
              `divided by the water-vapour pressure in kPa it is ${humidity.ratio.min!.toFixed(3)} to ${
                humidity.ratio.max!.toFixed(3)
              }, mean ${humidity.ratio.mean!.toFixed(3)}: near 1, AH is a pressure in kPa and not g/m³`,
          ],
        ],
      },
    ],
  };
}
