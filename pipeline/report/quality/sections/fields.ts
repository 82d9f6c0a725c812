import { fieldsChart } from "../charts/fields.ts";
import { missingByHourChart } from "../charts/missing_by_hour.ts";
import { type QualityNumbers, traceCommand } from "../../../quality/mod.ts";
import { count, measure, plural, type Section, share, type Table } from "../../../document/mod.ts";
import type { ReportInputs } from "../inputs.ts";

/** What each measurement lacks, overall and by hour of day, and the values that it has. */
export function fieldsSection({ quality }: ReportInputs): Section {
  const { fields, rows, rowsByHour } = quality;
  const heading = "Measurements";
  if (rows === 0) return { id: "fields", heading, blocks: [{ kind: "text", text: "No reading was accepted." }] };
  const worst = fields.reduce((most, field) => field.missing > most.missing ? field : most);
  return {
    id: "fields",
    heading,
    blocks: [
      {
        kind: "text",
        text: `Of ${plural(rows, "accepted reading")}. Missing: the source has no value (-200 in the UCI file). ` +
          "Out of range: the value is physically implausible; it was set to null and noted. " +
          "Neither is replaced by an estimate.",
      },
      {
        kind: "chart",
        name: "fields",
        alt: `Bars of ${fields.length} measurements; most often missing is ${worst.name}, ` +
          `in ${share(worst.missing, rows)} of the accepted readings.`,
        spec: (width) => fieldsChart(fields, rows, width),
        data: fieldsTable(quality),
      },
      {
        kind: "chart",
        name: "missing-by-hour",
        alt: `Heat map of ${fields.length} measurements by 24 hours of day: the darker, the larger the share missing.`,
        spec: (width) => missingByHourChart(fields, rowsByHour, width),
        data: {
          caption: "Missing values by hour of day",
          columns: [
            { header: "Measurement", as: "code" },
            ...rowsByHour.map((_, hour) => ({ header: String(hour).padStart(2, "0"), as: "number" as const })),
          ],
          rows: [
            ["accepted readings", ...rowsByHour.map(count)],
            ...fields.map((field) => [field.name, ...field.missingByHour.map(count)]),
          ],
        },
      },
    ],
  };
}

function fieldsTable({ fields, rows }: QualityNumbers): Table {
  return {
    caption: "Measurements of accepted readings",
    columns: [
      { header: "Measurement", as: "code" },
      { header: "Unit", as: "text" },
      { header: "Missing", as: "number" },
      { header: "Share", as: "number" },
      { header: "Out of range", as: "number" },
      { header: "Min", as: "number" },
      { header: "Median", as: "number" },
      { header: "Mean", as: "number" },
      { header: "Max", as: "number" },
      { header: "Evidence", as: "command" },
    ],
    rows: fields.map((field) => [
      field.name,
      field.unit === "" ? "no unit" : field.unit,
      count(field.missing),
      share(field.missing, rows),
      count(field.outOfRange),
      measure(field.min),
      measure(field.median),
      measure(field.mean),
      measure(field.max),
      field.missing + field.outOfRange === 0 ? "" : traceCommand({ kind: "missing", field: field.name }),
    ]),
  };
}
