import type { Slice, Target } from "../../../forecast/mod.ts";
import { CHART_CONFIG, type ChartSpec, COLORS, FIT_WIDTH } from "../../../document/mod.ts";
import { labelOf, unitOf } from "../names.ts";

/** The mean absolute error by hour of the target time: the model as bars, persistence as ticks. */
export function byHourChart(
  target: Target,
  model: string,
  of: readonly Slice[],
  persistence: readonly Slice[],
  width: number,
): ChartSpec {
  const values = of.map(({ name, mae }, i) => ({ hour: name, mae, base: persistence[i]?.mae ?? null }));
  const x = {
    field: "hour",
    type: "ordinal",
    axis: { title: "hour of the target, station's clock", labelAngle: 0 },
  } as const;
  return {
    config: CHART_CONFIG,
    width,
    height: 180,
    autosize: FIT_WIDTH,
    title: `${labelOf(target)}: mean absolute error of ${model} (bars) and of persistence (ticks)`,
    data: { values },
    layer: [
      {
        mark: { type: "bar", color: COLORS.valid },
        encoding: { x, y: { field: "mae", type: "quantitative", title: unitOf(target) } },
      },
      {
        mark: { type: "tick", color: COLORS.ink, thickness: 2 },
        encoding: { x, y: { field: "base", type: "quantitative" } },
      },
    ],
  };
}
