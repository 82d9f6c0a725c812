import type { Scored, Target } from "../../../forecast/mod.ts";
import { CHART_CONFIG, type ChartSpec, COLORS, FIT_WIDTH } from "../../../document/mod.ts";
import { labelOf, unitOf } from "../names.ts";

/** Actual values and forecasts, hour by hour, with the band that was to hold nine hours of ten. */
export function weekChart(target: Target, model: string, rows: readonly Scored[], width: number): ChartSpec {
  const values = rows.map(({ ms, actual, value, early, rollingHalf }) => ({
    time: new Date(ms).toISOString().slice(0, 16),
    actual,
    forecast: value,
    low: early - rollingHalf,
    high: early + rollingHalf,
  }));
  const x = { field: "time", type: "temporal", axis: { title: null, format: "%d %b", grid: false } } as const;
  return {
    config: CHART_CONFIG,
    width,
    height: 220,
    autosize: FIT_WIDTH,
    title: `${labelOf(target)}: actual (line), forecast by ${model} an hour before (dots), 90 % band`,
    data: { values },
    layer: [
      {
        mark: { type: "area", color: COLORS.missing, opacity: 0.25 },
        encoding: { x, y: { field: "low", type: "quantitative", title: unitOf(target) }, y2: { field: "high" } },
      },
      {
        mark: { type: "line", color: COLORS.valid, strokeWidth: 1.5 },
        encoding: { x, y: { field: "actual", type: "quantitative" } },
      },
      {
        mark: { type: "point", color: COLORS.rejected, size: 14, filled: true, opacity: 1 },
        encoding: { x, y: { field: "forecast", type: "quantitative" } },
      },
    ],
  };
}
