import type { Slice, Target } from "../../../forecast/mod.ts";
import { CHART_CONFIG, type ChartSpec, COLORS, FIT_WIDTH, PERCENT } from "../../../document/mod.ts";
import { labelOf } from "../names.ts";

/** What intervals promised and what they held, by month: the split one and the rolling one side by side. */
export function coverageChart(target: Target, months: readonly Slice[], width: number): ChartSpec {
  const values = months.flatMap(({ name, split, rolling }) => [
    { month: name, kind: "split: as December set it", share: split },
    { month: name, kind: "rolling: by the newest two weeks", share: rolling },
  ]);
  return {
    config: CHART_CONFIG,
    width,
    height: 180,
    autosize: FIT_WIDTH,
    title: `${labelOf(target)}: share of hours inside the 90 % interval`,
    data: { values },
    layer: [
      {
        mark: { type: "point", filled: true, size: 90, opacity: 1 },
        encoding: {
          x: { field: "month", type: "ordinal", axis: { title: null, labelAngle: 0 } },
          y: {
            field: "share",
            type: "quantitative",
            scale: { domain: [0.5, 1] },
            axis: { title: null, labelExpr: PERCENT, values: [0.5, 0.6, 0.7, 0.8, 0.9, 1] },
          },
          color: {
            field: "kind",
            type: "nominal",
            scale: { range: [COLORS.valid, COLORS.suspect] },
            legend: { title: null },
          },
          shape: { field: "kind", type: "nominal", legend: { title: null } },
        },
      },
      { mark: { type: "rule", color: COLORS.ink, strokeDash: [4, 3] }, encoding: { y: { datum: 0.9 } } },
    ],
  };
}
