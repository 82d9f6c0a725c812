import { CHART_CONFIG, type ChartSpec, COLORS, FIT_WIDTH, linkOf, plural } from "../../../document/mod.ts";
import { type TimeUnit, traceCommand } from "../../../quality/mod.ts";
import { type Bin, binName } from "../time_bin.ts";

const SERIES = ["valid", "suspect", "rejected"] as const;

/** Of a bin's width; the rest is the gap to the next. */
const FILLED = 0.85;

/** Readings over time, stacked by outcome; trouble lies at the baseline, where little can still be seen. */
export function outcomeChart(bins: readonly Bin[], unit: TimeUnit, width: number): ChartSpec {
  return {
    config: CHART_CONFIG,
    width,
    height: 220,
    autosize: FIT_WIDTH,
    title: `Readings by ${unit}`,
    data: {
      values: bins.flatMap(({ start, last, startMs, endMs, valid, suspect, rejected }) =>
        ([
          { outcome: "rejected", from: 0, to: rejected },
          { outcome: "suspect", from: rejected, to: rejected + suspect },
          { outcome: "valid", from: rejected + suspect, to: rejected + suspect + valid },
        ] as const).filter(({ from, to }) => to > from).map((bar) => ({
          ...bar,
          start: startMs,
          end: startMs + FILLED * (endMs - startMs),
          link: linkOf({
            about: `${binName(start, unit)}: ${plural(bar.to - bar.from, "message")} ${bar.outcome}`,
            command: traceCommand({ kind: "outcome", outcome: bar.outcome, from: start, to: last }),
          }),
        }))
      ),
    },
    mark: "rect",
    encoding: {
      x: {
        field: "start",
        type: "temporal",
        scale: { type: "utc" },
        axis: { title: null, grid: false, ...ticks(unit, bins.length, Math.floor(width / 80)) },
      },
      x2: { field: "end" },
      y: {
        field: "from",
        type: "quantitative",
        axis: { title: null, tickCount: 4, tickMinStep: 1, format: ",d", domain: false, ticks: false },
      },
      y2: { field: "to" },
      href: { field: "link", type: "nominal" },
      color: {
        field: "outcome",
        type: "nominal",
        scale: { domain: [...SERIES], range: SERIES.map((outcome) => COLORS[outcome]) },
        legend: { title: null },
      },
    },
  };
}

/** Ticks on whole days, months or years, at most about `most` of them, so that no label comes twice. */
function ticks(unit: TimeUnit, bins: number, most: number) {
  switch (unit) {
    case "day":
      return { format: "%-d %b", tickCount: { interval: "day" as const, step: Math.ceil(bins / most) } };
    case "week":
      return { format: "%b %Y", tickCount: { interval: "month" as const, step: Math.ceil(bins / 4.3 / most) } };
    case "month":
      return { format: "%Y", tickCount: { interval: "year" as const, step: 1 } };
    case "year":
      return { format: "%Y", tickCount: most };
  }
}
