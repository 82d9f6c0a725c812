import { CHART_CONFIG, type ChartSpec, COLORS, count, FIT_WIDTH, linkOf, NAME_AXIS } from "../../../document/mod.ts";
import { type ReasonCount, traceCommand } from "../../../quality/mod.ts";

const FIRST = "first reason", BESIDE = "further reason";

/** Rejected rows by reason: as the first one, and beside another. */
export function reasonsChart(reasons: readonly ReasonCount[], width: number): ChartSpec {
  const codes = reasons.map((reason) => reason.code);
  return {
    config: CHART_CONFIG,
    width,
    height: 30 * reasons.length,
    autosize: FIT_WIDTH,
    title: "Rejected messages by reason",
    data: {
      values: reasons.flatMap(({ code, primary, any }) => [
        { code, as: FIRST, level: 0, messages: primary },
        { code, as: BESIDE, level: 1, messages: any - primary },
      ]).filter(({ messages }) => messages > 0).map((bar) => ({
        ...bar,
        link: linkOf({
          about: `${bar.code}: ${bar.as} of ${count(bar.messages)} rejected`,
          command: traceCommand({ kind: "reason", code: bar.code }),
        }),
      })),
    },
    encoding: {
      y: {
        field: "code",
        type: "nominal",
        sort: codes,
        axis: NAME_AXIS,
      },
      opacity: {
        field: "as",
        type: "ordinal",
        scale: { domain: [FIRST, BESIDE], range: [1, 0.4] },
        legend: { title: null, symbolFillColor: COLORS.rejected, symbolStrokeWidth: 0 },
      },
      href: { field: "link", type: "nominal" },
      order: { field: "level", type: "quantitative" },
      x: { field: "messages", type: "quantitative", axis: { title: null, tickCount: 4, tickMinStep: 1, format: ",d" } },
    },
    mark: { type: "bar", height: { band: 0.6 }, fill: COLORS.rejected },
  };
}
