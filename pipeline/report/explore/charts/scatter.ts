import { CHART_CONFIG, type ChartSpec, COLORS, FIT_WIDTH } from "../../../document/mod.ts";

export interface ScatterChart {
  title: string;
  x: Float64Array;
  y: Float64Array;
  width: number;
}

/** More would make a drawing of megabytes, and show no more. */
const MOST = 500;

/** One value over another, at evenly spaced hours. */
export function scatterChart({ title, x, y, width }: ScatterChart): ChartSpec {
  const both = Array.from(x, (value, hour) => ({ x: value, y: y[hour]! })).filter((point) =>
    !Number.isNaN(point.x + point.y)
  );
  const step = Math.max(1, Math.ceil(both.length / MOST));
  return {
    config: CHART_CONFIG,
    width,
    height: 120,
    autosize: FIT_WIDTH,
    title: { text: title, fontSize: 12 },
    data: { values: both.filter((_, index) => index % step === 0) },
    mark: { type: "point", size: 6, filled: true, color: COLORS.valid, opacity: 0.6 },
    encoding: {
      x: { field: "x", type: "quantitative", axis: { title: null, grid: false, tickCount: 5 }, scale: { zero: false } },
      y: { field: "y", type: "quantitative", axis: { title: null, tickCount: 4, domain: false, ticks: false } },
    },
  };
}
