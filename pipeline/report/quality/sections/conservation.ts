import { count, type Section } from "../../../document/mod.ts";
import { retentionText } from "../../../facts/mod.ts";
import type { ReportInputs } from "../inputs.ts";

/** Every equation of the proof with both its sides; left out where there is no proof. */
export function conservationSection({ proof }: ReportInputs): Section[] {
  if (proof === null) return [];
  const retention = retentionText(proof.counts.noLongerKept);
  return [{
    id: "conservation",
    heading: "Conservation",
    blocks: [
      {
        kind: "text",
        text: "Every data line of the source must end in exactly one place. Each law compares two independent counts." +
          (retention === null ? "" : ` ${retention}`),
      },
      {
        kind: "table",
        caption: "Laws of conservation",
        columns: [
          { header: "Law", as: "prose" },
          { header: "Left", as: "number" },
          { header: "Right", as: "number" },
          { header: "Verdict", as: "prose" },
        ],
        rows: proof.checks.map(({ law, left, right, holds, detail }) => [
          law,
          count(left),
          count(right),
          holds ? "✓ holds" : `✗ does not hold${detail === "" ? "" : `: ${detail}`}`,
        ]),
      },
    ],
  }];
}
