import { CHART_CONFIG, type ChartSpec, COLORS, FIT_WIDTH } from "../../pipeline/document/mod.ts";

/** An hour of a chart: what came, what was forecast for it an hour before, and its interval. */
export interface ForecastHour {
  ts: string;
  actual: number | null;
  forecast: number | null;
  low: number | null;
  high: number | null;
}

const xAxis = (format: string) =>
  ({
    field: "ts",
    type: "temporal",
    scale: { type: "utc" },
    axis: { title: null, grid: false, format, tickCount: 7 },
  }) as const;

const base = (title: string) => ({ config: CHART_CONFIG, width: 760, height: 240, autosize: FIT_WIDTH, title });

/** What came as a line, what was forecast as dots, the 90 % interval as a band, a limit value as a dashed line. */
export function forecastChart(hours: readonly ForecastHour[], unit: string, limit: number): ChartSpec {
  const x = xAxis("%b %d, %H h");
  const y = (field: string) =>
    ({ field, type: "quantitative", axis: { title: unit, domain: false, ticks: false } }) as const;
  return {
    ...base("The forecasts of an hour before, their 90 % interval, and what came"),
    data: { values: [...hours] },
    layer: [
      {
        mark: { type: "area", opacity: 0.2, color: COLORS.valid },
        encoding: { x, y: y("low"), y2: { field: "high" } },
      },
      { mark: { type: "line", strokeWidth: 1.6, color: COLORS.missing }, encoding: { x, y: y("actual") } },
      { mark: { type: "point", size: 14, filled: true, color: COLORS.valid }, encoding: { x, y: y("forecast") } },
      { mark: { type: "rule", strokeDash: [5, 4], color: COLORS.rejected }, encoding: { y: { datum: limit } } },
    ],
  };
}

/** Daily mean errors as a line, the beginning of the drift as a rule, alarms as triangles. */
export function driftChart(
  days: readonly { ts: string; error: number }[],
  begins: string,
  alarms: readonly { ts: string }[],
  unit: string,
): ChartSpec {
  const x = xAxis("%b %d");
  const y = { field: "error", type: "quantitative", axis: { title: unit, domain: false, ticks: false } } as const;
  return {
    ...base("Mean error of each day. Dashed: the drift begins. Triangles: alarms"),
    layer: [
      {
        data: { values: [...days] },
        mark: { type: "line", strokeWidth: 1.6, color: COLORS.missing },
        encoding: { x, y },
      },
      {
        data: { values: [{ ts: begins }] },
        mark: { type: "rule", strokeDash: [5, 4], color: COLORS.suspect },
        encoding: { x },
      },
      {
        data: { values: [...alarms] },
        mark: { type: "point", shape: "triangle-up", size: 90, filled: true, color: COLORS.rejected },
        encoding: { x, y: { value: 228 } },
      },
    ],
  };
}
