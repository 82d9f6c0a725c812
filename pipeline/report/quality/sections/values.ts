import { drawDistributions } from "../charts/distributions.ts";
import { measure, type Section } from "../../../document/mod.ts";
import type { ReportInputs } from "../inputs.ts";

/** What cleaning did to the values. */
export function valuesSection({ quality: { fields, rows } }: ReportInputs): Section[] {
  if (rows === 0) return [];
  return [{
    id: "values",
    heading: "Values before and after cleaning",
    blocks: [
      {
        kind: "text",
        text:
          "Before: gaps are -200, as in the UCI file, and values out of range are kept. After: both are null, and no " +
          "statistic includes them. The grey bar at the left of a histogram is the share of readings without a value after cleaning.",
      },
      {
        kind: "drawing",
        name: "values",
        alt: `Histograms of ${fields.length} measurements, each with the share of its gaps.`,
        draw: (width) => drawDistributions(fields, rows, width),
        data: {
          caption: "Values before and after cleaning",
          columns: [
            { header: "Measurement", as: "code" },
            { header: "Unit", as: "text" },
            { header: "Least before", as: "number" },
            { header: "after", as: "number" },
            { header: "Mean before", as: "number" },
            { header: "after", as: "number" },
            { header: "Largest before", as: "number" },
            { header: "after", as: "number" },
            { header: "5 % below", as: "number" },
            { header: "Half below", as: "number" },
            { header: "95 % below", as: "number" },
          ],
          rows: fields.map((field) => [
            field.name,
            field.unit === "" ? "no unit" : field.unit,
            measure(field.uncleaned.min),
            measure(field.min),
            measure(field.uncleaned.mean),
            measure(field.mean),
            measure(field.uncleaned.max),
            measure(field.max),
            measure(field.quantiles[0] ?? null),
            measure(field.median),
            measure(field.quantiles[3] ?? null),
          ]),
        },
      },
    ],
  }];
}
