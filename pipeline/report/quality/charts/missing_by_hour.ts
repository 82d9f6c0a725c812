import {
  CHART_CONFIG,
  type ChartSpec,
  clock,
  COLORS,
  count,
  FIT_WIDTH,
  linkOf,
  NAME_AXIS,
  PERCENT,
} from "../../../document/mod.ts";
import { type FieldQuality, traceCommand } from "../../../quality/mod.ts";

/** Share missing by measurement and hour of day. The share is drawn as opacity, so that it reads on light and on dark. */
export function missingByHourChart(
  fields: readonly FieldQuality[],
  rowsByHour: readonly number[],
  width: number,
): ChartSpec {
  const names = fields.map((field) => field.name);
  return {
    config: CHART_CONFIG,
    width,
    height: 22 * fields.length,
    autosize: FIT_WIDTH,
    title: "Missing values by hour of day",
    data: {
      values: fields.flatMap(({ name, missingByHour }) =>
        missingByHour.flatMap((missing, hour) => {
          const rows = rowsByHour[hour] ?? 0;
          if (rows === 0) return [];
          const about = `${name} at ${clock(hour)}: ${count(missing)} of ${count(rows)} missing`;
          const command = missing === 0 ? "" : traceCommand({ kind: "missing", field: name, hour });
          return [{ name, hour, share: missing / rows, link: linkOf({ about, command }) }];
        })
      ),
    },
    mark: { type: "rect", fill: COLORS.missing },
    encoding: {
      x: {
        field: "hour",
        type: "ordinal",
        scale: { domain: rowsByHour.map((_, hour) => hour), paddingInner: 0.06 },
        axis: {
          title: "hour of day, station's clock",
          values: [0, 3, 6, 9, 12, 15, 18, 21],
          labelAngle: 0,
          labelOverlap: false,
          ticks: false,
          domain: false,
        },
      },
      y: {
        field: "name",
        type: "nominal",
        sort: names,
        scale: { paddingInner: 0.06 },
        axis: NAME_AXIS,
      },
      href: { field: "link", type: "nominal" },
      opacity: {
        field: "share",
        type: "quantitative",
        scale: { domain: [0, 1], range: [0.07, 1] },
        legend: {
          title: null,
          labelExpr: PERCENT,
          values: [0, 0.25, 0.5, 0.75, 1],
          symbolFillColor: COLORS.missing,
          symbolStrokeWidth: 0,
          symbolSize: 160,
        },
      },
    },
  };
}
