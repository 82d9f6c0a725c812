import { CHART_CONFIG, type ChartSpec, COLORS, FIT_WIDTH, linkOf, NAME_AXIS } from "../../../document/mod.ts";

export interface Bar {
  name: string;
  value: number;
  low?: number | null;
  high?: number | null;
  series?: string;
  /** What stands at its end. */
  label?: string;
  /** Leads to its rows. */
  command?: string;
}

export interface BarChart {
  title: string;
  bars: readonly Bar[];
  width: number;
  xTitle?: string;
  marks?: readonly number[];
}

const SERIES_COLORS = [COLORS.valid, COLORS.suspect, COLORS.good];

/** Bars by name, with whiskers where there are intervals. */
export function barChart({ title, bars, width, xTitle, marks = [] }: BarChart): ChartSpec {
  const names = [...new Set(bars.map(({ name }) => name))],
    series = [...new Set(bars.flatMap((bar) => bar.series ?? []))];
  const values = bars.map((bar) => ({
    ...bar,
    link: linkOf({ command: bar.command ?? "", about: `${bar.name}: ${bar.label ?? bar.value}` }),
  }));
  const color = series.length === 0 ? { value: COLORS.valid } : {
    field: "series",
    type: "nominal",
    scale: { domain: series, range: SERIES_COLORS.slice(0, series.length) },
    legend: { title: null, columns: width < 500 ? 1 : 3 },
  };
  const y = { field: "name", type: "nominal", sort: names, axis: { ...NAME_AXIS, labelLimit: width / 2 } };
  const yOffset = series.length === 0 ? {} : { yOffset: { field: "series", type: "nominal", sort: series } };
  // Room for what stands at a bar's end.
  const reach = Math.max(0, ...bars.map(({ value, high }) => Math.max(value, high ?? value)));
  const hasLabels = bars.some(({ label, low }) => label !== undefined && low == null);
  const scale = hasLabels ? { domainMax: reach * (width < 500 ? 1.3 : 1.15) || 1 } : {};
  const axis = { title: xTitle ?? null, tickCount: width < 500 ? 4 : 6 };
  return {
    config: { ...CHART_CONFIG, padding: { left: 6, right: 8, top: 4, bottom: 4 } },
    width,
    // A chart without a bar has a height, too: Vega warns of one that has none.
    height: (series.length > 1 ? 14 * series.length + 8 : 24) * Math.max(1, names.length),
    autosize: FIT_WIDTH,
    title: { text: title, ...width < 400 ? { fontSize: 12 } : {} },
    data: { values },
    encoding: { y, ...yOffset },
    layer: [
      {
        mark: { type: "bar", height: { band: series.length > 1 ? 0.85 : 0.65 } },
        encoding: {
          x: { field: "value", type: "quantitative", axis, scale },
          color,
          href: { field: "link", type: "nominal" },
        },
      },
      {
        transform: [{ filter: "isValid(datum.low) && isValid(datum.high)" }],
        mark: { type: "rule", color: COLORS.ink, strokeWidth: 1.2 },
        encoding: { x: { field: "low", type: "quantitative" }, x2: { field: "high" } },
      },
      {
        transform: [{ filter: "isValid(datum.label) && !isValid(datum.low)" }],
        mark: { type: "text", align: "left", dx: 5, fontSize: 11, color: COLORS.ink },
        encoding: { x: { field: "value", type: "quantitative" }, text: { field: "label" } },
      },
      ...marks.map((x) => ({
        data: { values: [{ x }] },
        mark: { type: "rule", color: COLORS.muted, strokeDash: [4, 3] },
        encoding: { x: { field: "x", type: "quantitative" }, y: null, yOffset: null },
      })),
    ],
  } as unknown as ChartSpec;
}
