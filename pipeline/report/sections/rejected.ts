import type { Section } from "../document.ts";
import type { ReportInputs } from "../inputs.ts";
import { count } from "../number_text.ts";

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
        columns: [
          { header: "Offset", as: "code" },
          { header: "Line", as: "number" },
          { header: "Station", as: "text" },
          { header: "Time", as: "text" },
          { header: "Reasons", as: "prose" },
          { header: "Value", as: "value" },
        ],
        rows: rejectedSample.map((row) => [
          `${row.partition}:${row.offset}`,
          row.sourceLine === null ? "–" : count(row.sourceLine),
          row.stationId ?? "–",
          row.ts ?? "–",
          row.reasons.map(({ code, field, expected, got }) =>
            `${code}${field === "" ? "" : ` in ${field}`}: expected ${expected}, got ${got}`
          ).join("; "),
          row.value ?? "–",
        ]),
      },
    ],
  }];
}
