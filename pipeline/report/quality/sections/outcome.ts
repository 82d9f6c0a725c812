import { outcomeChart } from "../charts/outcome.ts";
import { count, plural, type Section } from "../../../document/mod.ts";
import type { ReportInputs } from "../inputs.ts";
import { exportCommand, traceCommand } from "../../../quality/mod.ts";
import { type Bin, binDays } from "../time_bin.ts";

const OUTCOMES =
  "Valid readings are accepted as they are; suspect ones are accepted with a note, their implausible values set to " +
  "null; rejected ones are kept apart with every reason. Nothing is ever filled in.";

/** What went wrong in a bin, the rejected ones first; where nothing did, its readings. */
function troubleOf({ start: from, last: to, suspect, rejected }: Bin): string {
  if (rejected > 0) return traceCommand({ kind: "outcome", outcome: "rejected", from, to });
  return suspect > 0 ? traceCommand({ kind: "outcome", outcome: "suspect", from, to }) : exportCommand(from, to);
}

/** Accepted, suspect and rejected over time. */
export function outcomeSection({ quality }: ReportInputs): Section {
  const { unit, bins } = binDays(quality.days);
  const first = quality.days[0], last = quality.days.at(-1);
  const undated = quality.rejectedUndated === 0
    ? ""
    : ` ${plural(quality.rejectedUndated, "rejected message")} had no timestamp and cannot be shown here.`;
  if (first === undefined || last === undefined) {
    return { id: "outcome", heading: "Over time", blocks: [{ kind: "text", text: `No dated reading yet.${undated}` }] };
  }
  return {
    id: "outcome",
    heading: "Over time",
    blocks: [
      { kind: "text", text: `${OUTCOMES} Times are those of the station's clock, labelled UTC.${undated}` },
      {
        kind: "chart",
        name: "outcome",
        alt: `Bars by ${unit} from ${first.date} to ${last.date}, in all ${count(quality.valid)} valid readings, ` +
          `${count(quality.suspect)} suspect and ${count(quality.rejected - quality.rejectedUndated)} rejected.`,
        spec: (width) => outcomeChart(bins, unit, width),
        data: {
          caption: `Readings by ${unit}`,
          columns: [
            { header: unit === "week" ? "Week from Monday" : "From", as: "text" },
            { header: "Valid", as: "number" },
            { header: "Suspect", as: "number" },
            { header: "Rejected", as: "number" },
            { header: "Evidence", as: "command" },
          ],
          rows: bins.map((
            bin,
          ) => [bin.start, count(bin.valid), count(bin.suspect), count(bin.rejected), troubleOf(bin)]),
        },
      },
    ],
  };
}
