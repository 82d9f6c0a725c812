import { traceCommand } from "../../../quality/mod.ts";
import { type Block, count, measure, minuteOf, plural, type Section, share } from "../../../document/mod.ts";
import type { ReportInputs } from "../inputs.ts";
import { sampleTable } from "../sample_table.ts";
import { duplicateCommand } from "../span.ts";

/** Readings that came twice, or late. */
export function orderSection({ quality }: ReportInputs): Section {
  const { order, reasons, rows, rejected } = quality;
  const duplicates = reasons.find(({ code }) => code === "duplicate")?.any ?? 0;
  const command = duplicates === 0 ? "" : traceCommand({ kind: "reason", code: "duplicate" });
  return {
    id: "order",
    heading: "Duplicates and order",
    blocks: [
      {
        kind: "text",
        text:
          "The first reading of a station and timestamp counts; later ones are rejected as duplicates. Late readings, which arrived after " +
          "one of a later hour of their station, are accepted as they are.",
      },
      {
        kind: "table",
        caption: "Duplicates and order",
        columns: [
          { header: "What", as: "prose" },
          { header: "Readings", as: "number" },
          { header: "Share", as: "number" },
          { header: "Evidence", as: "command" },
        ],
        rows: [
          ["Duplicates, rejected", count(duplicates), share(duplicates, rows + rejected), command],
          ["Late, accepted", count(order.late), share(order.late, rows), ""],
          ["Beyond the first of an hour", count(order.beyondHourly), share(order.beyondHourly, rows), ""],
        ],
      },
      ...others(quality),
      ...(quality.rejectedUndated === 0 ? [] : [{
        kind: "text" as const,
        text: `${plural(quality.rejectedUndated, "rejected message")} had no timestamp that could be read.`,
      }]),
    ],
  };
}

function others({ duplicates: { compared, withOtherValues, examples }, stations }: ReportInputs["quality"]): Block[] {
  if (withOtherValues === 0) return [];
  return sampleTable({
    caption: `Duplicates with other values than the reading that counts: ${count(withOtherValues)} of ${
      count(compared)
    }`,
    columns: [
      { header: "Station", as: "text" },
      { header: "Time", as: "text" },
      { header: "Measurement", as: "code" },
      { header: "Counts", as: "number" },
      { header: "Rejected", as: "number" },
      { header: "Evidence", as: "command" },
    ],
    rows: examples.map((example) => [
      example.station,
      minuteOf(example.ts),
      example.field,
      measure(example.kept),
      measure(example.other),
      duplicateCommand(example, stations),
    ]),
  });
}
