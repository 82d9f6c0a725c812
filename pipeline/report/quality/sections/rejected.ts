import { count, minuteOf, type Section, type TableColumn } from "../../../document/mod.ts";
import type { ReportInputs } from "../inputs.ts";
import { offsetCommand, type RejectedRow } from "../../../quality/mod.ts";
import { SHOWN } from "../sample_table.ts";

const PLACE: TableColumn[] = [
  { header: "Offset", as: "code" },
  { header: "Line", as: "number" },
  { header: "Station", as: "text" },
  { header: "Time", as: "text" },
  { header: "Reasons", as: "prose" },
];

/** The first rejected messages, each with its place and every reason; left out where there is none. */
export function rejectedSection({ quality }: ReportInputs): Section[] {
  const { rejectedSample, rejected } = quality;
  if (rejectedSample.length === 0) return [];
  return [{
    id: "rejected",
    heading: "First rejected messages",
    blocks: [
      {
        kind: "text",
        text: `${count(rejectedSample.length)} of ${count(rejected)}, in the order of partition:offset. ` +
          "Values are cut to 200 characters; the lake and the dead-letter topic have them whole.",
      },
      {
        kind: "table",
        caption: "First rejected messages",
        columns: [...PLACE, { header: "Evidence", as: "command" }],
        rows: rejectedSample.slice(0, SHOWN).map((row) => [...placeOf(row), offsetCommand(row.partition, row.offset)]),
      },
      {
        kind: "table",
        folded: true,
        caption: `${count(rejectedSample.length)} rejected messages with their values`,
        columns: [...PLACE, { header: "Value", as: "value" }],
        rows: rejectedSample.map((row) => [...placeOf(row), row.value ?? "–"]),
      },
    ],
  }];
}

const placeOf = (row: RejectedRow): string[] => [
  `${row.partition}:${row.offset}`,
  row.sourceLine === null ? "–" : count(row.sourceLine),
  row.stationId ?? "–",
  row.ts === null ? "–" : minuteOf(row.ts),
  row.reasons.map(({ code, field, expected, got }) =>
    `${code}${field === "" ? "" : ` in ${field}`}: expected ${expected}, got ${got}`
  ).join("; "),
];
