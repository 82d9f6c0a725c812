import type { TopLevelSpec } from "vega-lite";
import { PipelineError } from "../../pipeline/common/mod.ts";
import { CHART_CONFIG } from "../../pipeline/document/theme.ts";
import { COLORS } from "../../pipeline/document/palette.ts";
import { drawSvg } from "../../pipeline/document/svg.ts";
import type { Setting } from "./bench_setting.ts";
import type { BenchResult } from "./result.ts";
import type { FigureSummary } from "./summary.ts";

/** What consumers did under a setting. */
export interface Point {
  setting: Setting;
  rate: Spread;
  peak: Spread;
}

type Spread = Pick<FigureSummary, "median" | "lowest" | "highest">;

type Factor = "rows" | "stations" | "consumers";

/** What must be alike for points to be one line against a factor. More rows are more stations, unless the bench was told how many. */
const HELD: Record<Factor, readonly (keyof Setting)[]> = {
  rows: ["forward", "partitions", "consumers"],
  stations: ["forward", "partitions", "consumers", "rows"],
  consumers: ["forward", "partitions", "rows", "stations"],
};

/** The consumers of results; of several under one setting the last. */
export function pointsOf(results: readonly BenchResult[]): Point[] {
  const points = results.flatMap(({ settings, summary }) =>
    Object.entries(settings).map(([name, setting]): Point => ({
      setting,
      rate: summary[name]!["rows/s"]!,
      peak: summary[name]!["peak MiB"]!,
    }))
  );
  return [...new Map(points.map((point) => [Object.values(point.setting).join(), point])).values()];
}

/** The lines of a factor: points that differ in it and are alike in what is held, two or more. Where rows are alike, the fewest stations. */
export function linesOf(points: readonly Point[], factor: Factor): Point[][] {
  const fewestFirst = points.toSorted((a, b) => a.setting.stations - b.setting.stations);
  const groups = Map.groupBy(fewestFirst, ({ setting }) => HELD[factor].map((name) => setting[name]).join());
  return [...groups.values()]
    .map((group) => [...Map.groupBy(group, ({ setting }) => setting[factor]).values()].map(([fewest]) => fewest!))
    .filter((line) => line.length > 1)
    .map((line) => line.sort((a, b) => a.setting[factor] - b.setting[factor]));
}

const SERIES = ["with both topics", "--no-forward"], WIDTH = 230, HEIGHT = 150;

/** Rate and peak memory against rows, stations and consumers, as an SVG; a factor that did not vary is left out. @throws {PipelineError} `usage` where none did */
export async function drawPerformance(points: readonly Point[]): Promise<string> {
  const factors = (Object.keys(HELD) as Factor[]).filter((factor) => linesOf(points, factor).length > 0);
  if (factors.length === 0) {
    throw new PipelineError(
      "usage",
      "Cannot draw the results as consumers ran under one setting: expected two or more",
      {
        hint: "measure flat or group, or give the results of several runs",
      },
    );
  }
  const spec: TopLevelSpec = {
    config: CHART_CONFIG,
    hconcat: factors.map((factor, column) => {
      const lines = linesOf(points, factor);
      const ticks = factor === "consumers"
        ? { values: [...new Set(lines.flat().map(({ setting }) => setting.consumers))], format: "d" }
        : { format: "~s", tickCount: 3 };
      const panel = (quantity: "rate" | "peak") => {
        const y = quantityAxis(quantity, column);
        return {
          width: WIDTH,
          height: HEIGHT,
          data: {
            values: lines.flatMap((line, at) =>
              line.map((point) => ({
                at,
                series: SERIES[point.setting.forward ? 0 : 1],
                x: point.setting[factor],
                ...point[quantity],
              }))
            ),
          },
          encoding: {
            x: {
              field: "x",
              type: "quantitative" as const,
              scale: factor === "consumers" ? { zero: false, nice: false, padding: 20 } : { type: "log" as const },
              axis: { title: quantity === "peak" ? factor : null, grid: false, ...ticks },
            },
            color: {
              field: "series",
              type: "nominal" as const,
              scale: { domain: SERIES, range: [COLORS.valid, COLORS.rejected] },
              legend: { title: null },
            },
          },
          layer: [
            { mark: "line" as const, encoding: { y, detail: { field: "at", type: "nominal" as const } } },
            { mark: { type: "point" as const, filled: true, opacity: 1, size: 40 }, encoding: { y } },
            { mark: "rule" as const, encoding: { y: { ...y, field: "lowest" }, y2: { field: "highest" } } },
          ],
        };
      };
      return { vconcat: [panel("rate"), panel("peak")] };
    }),
  };
  return await drawSvg(spec, `Rows a second and peak memory of consumers against ${factors.join(", ")}`);
}

function quantityAxis(quantity: "rate" | "peak", column: number) {
  const title = quantity === "rate" ? "rows/s" : "peak memory, MiB";
  return {
    field: "median",
    type: "quantitative" as const,
    scale: { zero: true },
    axis: { title: column === 0 ? title : null, format: "~s", tickCount: 5 },
  };
}
