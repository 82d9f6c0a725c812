import { CHART_CONFIG, type ChartSpec, COLORS, FIT_WIDTH } from "../../../document/mod.ts";

export interface LinePoint {
  /** Place on the axis: a number, or a time in milliseconds. */
  x: number;
  /** A null breaks the line: a gap stays a gap. */
  y: number | null;
  low?: number | null;
  high?: number | null;
  series?: string;
}

export interface LineChart {
  title: string;
  points: readonly LinePoint[];
  width: number;
  height?: number;
  xTitle?: string;
  xValues?: number[];
  /** Vega expression of an axis label. */
  xLabel?: string;
  isTime?: boolean;
  /** Of a time axis: months, or days where the span is short. */
  timeFormat?: "%b %y" | "%d %b";
  yTitle?: string;
  /** Horizontal lines with a name. */
  marks?: readonly { y: number; text: string }[];
  zero?: boolean;
  hasDots?: boolean;
}

const SERIES_COLORS = [COLORS.valid, COLORS.rejected, COLORS.good, COLORS.over, COLORS.missing];

/** Lines with their intervals as bands. */
export function lineChart(chart: LineChart): ChartSpec {
  const { title, points, width, height = 180, xTitle, xValues, xLabel, isTime = false, yTitle, marks = [] } = chart;
  const names = [...new Set(points.flatMap(({ series }) => series ?? []))],
    hasBand = points.some(({ low }) => low != null);
  const color = names.length === 0 ? { value: COLORS.valid } : {
    field: "series",
    type: "nominal" as const,
    scale: { domain: names, range: SERIES_COLORS.slice(0, names.length) },
    legend: {
      title: null,
      symbolType: "stroke" as const,
      symbolOpacity: 1,
      symbolStrokeWidth: 3,
      columns: width < 500 ? 2 : 5,
    },
  };
  const x = {
    field: "x",
    type: isTime ? "temporal" as const : "quantitative" as const,
    scale: isTime ? { type: "utc" as const } : { nice: false },
    axis: {
      title: xTitle ?? null,
      grid: false,
      ...isTime ? { format: chart.timeFormat ?? "%b %y", tickCount: width < 500 ? 4 : 8 } : {},
      ...xValues === undefined ? {} : { values: xValues },
      ...xLabel === undefined ? {} : { labelExpr: xLabel },
    },
  };
  const scale = { zero: chart.zero ?? false, nice: true };
  const axis = { title: yTitle ?? null, domain: false, ticks: false, tickCount: 5 };
  return {
    config: { ...CHART_CONFIG, padding: { left: 2, right: 8, top: 4, bottom: 4 } },
    width,
    height,
    autosize: FIT_WIDTH,
    title: { text: title, ...width < 400 ? { fontSize: 12 } : {} },
    layer: [
      ...hasBand
        ? [{
          data: { values: points.filter(({ low }) => low != null) },
          mark: { type: "area" as const, opacity: 0.22, line: false },
          encoding: {
            x,
            y: { field: "low", type: "quantitative" as const, scale, axis },
            y2: { field: "high" },
            color,
          },
        }]
        : [],
      {
        data: { values: [...points] },
        mark: {
          type: "line" as const,
          strokeWidth: 1.6,
          interpolate: "linear" as const,
          invalid: "break-paths-show-domains" as const,
          ...chart.hasDots ? { point: { size: 24, filled: true } } : {},
        },
        encoding: { x, y: { field: "y", type: "quantitative" as const, scale, axis }, color },
      },
      ...marks.flatMap(({ y, text }) => [
        {
          data: { values: [{ y }] },
          mark: { type: "rule" as const, color: COLORS.muted, strokeDash: [4, 3] },
          encoding: { y: { field: "y", type: "quantitative" as const } },
        },
        ...text === "" ? [] : [{
          data: { values: [{ y, text }] },
          mark: {
            type: "text" as const,
            align: "right" as const,
            x: "width" as const,
            dy: -6,
            fontSize: 11,
            color: COLORS.muted,
          },
          encoding: { y: { field: "y", type: "quantitative" as const }, text: { field: "text" } },
        }],
      ]),
    ],
  } as ChartSpec;
}
