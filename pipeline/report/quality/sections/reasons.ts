import { reasonsChart } from "../charts/reasons.ts";
import { count, plural, type Section, share } from "../../../document/mod.ts";
import type { ReportInputs } from "../inputs.ts";
import { traceCommand } from "../../../quality/mod.ts";
import { reasonMeaning } from "../reason_meaning.ts";

/** Why messages were rejected. */
export function reasonsSection({ quality }: ReportInputs): Section {
  const { reasons, rejected } = quality;
  if (rejected === 0) {
    return {
      id: "reasons",
      heading: "Reasons for rejection",
      blocks: [{ kind: "text", text: "No message was rejected." }],
    };
  }
  const worst = reasons.reduce((most, reason) => reason.any > most.any ? reason : most);
  return {
    id: "reasons",
    heading: "Reasons for rejection",
    blocks: [
      {
        kind: "text",
        text:
          "A rejected message carries every reason that applies. First reasons add up to the rejected messages; the column " +
          "“In all” counts a message under each of its reasons.",
      },
      {
        kind: "chart",
        name: "reasons",
        alt: `Bars of ${plural(reasons.length, "reason")}; most frequent is ${worst.code}, ` +
          `in ${count(worst.any)} of ${count(rejected)} rejected messages.`,
        spec: (width) => reasonsChart(reasons, width),
        data: {
          caption: "Rejected messages by reason",
          columns: [
            { header: "Reason", as: "code" },
            { header: "Meaning", as: "prose" },
            { header: "First reason", as: "number" },
            { header: "Share", as: "number" },
            { header: "In all", as: "number" },
            { header: "Evidence", as: "command" },
          ],
          rows: reasons.map(({ code, primary, any }) => [
            code,
            reasonMeaning(code),
            count(primary),
            share(primary, rejected),
            count(any),
            traceCommand({ kind: "reason", code }),
          ]),
        },
      },
    ],
  };
}
