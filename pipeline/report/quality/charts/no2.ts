import { CHART_CONFIG, type ChartSpec, COLORS, count, FIT_WIDTH, linkOf } from "../../../document/mod.ts";
import { type No2Month, traceCommand } from "../../../quality/mod.ts";
import { dateOf } from "../../../reading/mod.ts";
import { binOf } from "../time_bin.ts";

const MAX_LABELLED = 18;

/** The readings of a month, `YYYY-MM`, with NO2 over the limit. */
export function overCommand(month: string, limit: number): string {
  const [, endMs] = binOf(`${month}-01`, "month");
  return traceCommand({ kind: "over", field: "no2_gt", value: limit, from: `${month}-01`, to: dateOf(endMs - 1) });
}

/** Hours over the NO2 limit by month. */
export function no2Chart(months: readonly No2Month[], limit: number, width: number): ChartSpec {
  const labelled = months.length <= MAX_LABELLED;
  return {
    config: CHART_CONFIG,
    width,
    height: 200,
    autosize: FIT_WIDTH,
    title: `Hours with NO2 over ${limit} µg/m³`,
    data: {
      values: months.map(({ month, withValue, over }) => ({
        month,
        over,
        label: over === 0 ? "" : count(over),
        link: linkOf({
          about: `${month}: ${count(over)} of ${count(withValue)} hours over ${limit} µg/m³`,
          command: over === 0 ? "" : overCommand(month, limit),
        }),
      })),
    },
    encoding: {
      x: {
        field: "month",
        type: "ordinal",
        sort: null,
        axis: {
          title: null,
          labelAngle: 0,
          labelOverlap: labelled ? false : "parity",
          labelFontSize: width < 500 ? 9 : 11,
          ticks: false,
          // The year only where it begins: fourteen of them side by side do not fit a telephone.
          labelExpr: `[utcFormat(utc(+slice(datum.value, 0, 4), +slice(datum.value, 5) - 1), '%b'),
            datum.index === 0 || slice(datum.value, 5) === '01' ? slice(datum.value, 0, 4) : '']`,
        },
      },
      y: {
        field: "over",
        type: "quantitative",
        axis: { title: null, tickCount: 4, tickMinStep: 1, format: ",d", domain: false, ticks: false },
      },
    },
    layer: [
      {
        mark: { type: "bar", color: COLORS.over, width: { band: 0.7 } },
        encoding: { href: { field: "link", type: "nominal" } },
      },
      ...(labelled
        ? [{
          mark: { type: "text" as const, dy: -7, fontSize: 11, color: COLORS.ink },
          encoding: { text: { field: "label" } },
        }]
        : []),
    ],
  };
}
