import {
  CHART_CONFIG,
  type ChartSpec,
  COLORS,
  count,
  FIT_WIDTH,
  linkOf,
  NAME_AXIS,
  PERCENT,
  share,
} from "../../../document/mod.ts";
import { type FieldQuality, traceCommand } from "../../../quality/mod.ts";

const SERIES = ["missing", "out of range"];

const noteCommand = (field: string) => traceCommand({ kind: "note", code: "out_of_range", field });

/** Share of the accepted readings without a value, by measurement: missing, and set to null as out of range. */
export function fieldsChart(fields: readonly FieldQuality[], rows: number, width: number): ChartSpec {
  const names = fields.map((field) => field.name);
  return {
    config: CHART_CONFIG,
    width,
    height: 24 * fields.length,
    autosize: FIT_WIDTH,
    title: "Accepted readings without a value",
    data: {
      values: fields.flatMap(({ name, missing, outOfRange }) => [
        { name, as: SERIES[0], level: 0, readings: missing, command: traceCommand({ kind: "missing", field: name }) },
        { name, as: SERIES[1], level: 1, readings: outOfRange, command: noteCommand(name) },
      ]).filter(({ readings }) => readings > 0).map((bar) => ({
        ...bar,
        share: bar.readings / rows,
        link: linkOf({
          about: `${bar.name}: ${count(bar.readings)} of ${count(rows)} ${bar.as}`,
          command: bar.command,
        }),
      })),
    },
    encoding: {
      y: {
        field: "name",
        type: "nominal",
        sort: names,
        axis: NAME_AXIS,
      },
    },
    layer: [
      {
        mark: { type: "bar", height: { band: 0.65 } },
        encoding: {
          x: {
            field: "share",
            type: "quantitative",
            scale: { domain: [0, 1] },
            axis: { title: null, labelExpr: PERCENT, values: [0, 0.25, 0.5, 0.75, 1] },
          },
          color: {
            field: "as",
            type: "nominal",
            scale: { domain: SERIES, range: [COLORS.missing, COLORS.suspect] },
            legend: { title: null },
          },
          order: { field: "level", type: "quantitative" },
          href: { field: "link", type: "nominal" },
        },
      },
      ...[false, true].map((long) => ({
        data: {
          values: fields.map((field) => ({ name: field.name, missing: field.missing + field.outOfRange }))
            .filter(({ missing }) => (missing > rows * 0.8) === long)
            .map(({ name, missing }) => ({ name, share: missing / rows, label: share(missing, rows) })),
        },
        // Inside a long bar, beside a short one: never over the edge.
        mark: long
          ? { type: "text" as const, fontSize: 11, align: "right" as const, dx: -6, color: COLORS.surface }
          : { type: "text" as const, fontSize: 11, align: "left" as const, dx: 6, color: COLORS.ink },
        encoding: { x: { field: "share", type: "quantitative" as const }, text: { field: "label" } },
      })),
    ],
  };
}
