import type { Target } from "../../../forecast/mod.ts";
import { CHART_CONFIG, type ChartSpec, COLORS, FIT_WIDTH } from "../../../document/mod.ts";
import { labelOf } from "../names.ts";

/** Autocorrelation of the errors: what stands out of the band a better model could have used. */
export function residualsChart(
  target: Target,
  model: string,
  acf: readonly (number | null)[],
  hours: number,
  width: number,
): ChartSpec {
  const bound = 1.959964 / Math.sqrt(hours);
  return {
    config: CHART_CONFIG,
    width,
    height: 150,
    autosize: FIT_WIDTH,
    title: `${labelOf(target)}: autocorrelation of the errors of ${model}`,
    layer: [
      {
        data: { values: acf.map((value, i) => ({ lag: i + 1, value })) },
        mark: { type: "bar", color: COLORS.valid, width: 4 },
        encoding: {
          x: {
            field: "lag",
            type: "quantitative",
            axis: { title: "lag in hours", grid: false, values: [1, 12, 24, 36, 48] },
          },
          y: { field: "value", type: "quantitative", title: null },
        },
      },
      {
        data: { values: [{ bound }, { bound: -bound }] },
        mark: { type: "rule", color: COLORS.ink, strokeDash: [4, 3] },
        encoding: { y: { field: "bound", type: "quantitative" } },
      },
    ],
  };
}
