import type { Block, Section } from "../document.ts";
import type { ReportInputs } from "../inputs.ts";
import { count, plural, share } from "../number_text.ts";

/** What to know at a glance: is the data real, is the run proven, how much was accepted. */
export function summarySection(inputs: ReportInputs): Section {
  const { rows, valid, suspect, rejected } = inputs.quality;
  const judged = rows + rejected;
  const synthetic = inputs.runs.some((run) => run.source.synthetic);
  return {
    id: "summary",
    heading: "Summary",
    blocks: [
      ...(synthetic
        ? [
          {
            kind: "notice",
            tone: "warning",
            lead: "Synthetic data",
            text: "These readings were generated, not measured. Nothing here says anything about real air.",
          } as const,
        ]
        : []),
      verdict(inputs),
      {
        kind: "tiles",
        items: [
          { label: "Messages judged", value: count(judged), note: "accepted + rejected", series: "all" },
          {
            label: "Accepted",
            value: count(rows),
            note: `${share(rows, judged)}, of which ${count(valid)} valid`,
            series: "valid",
          },
          {
            label: "Suspect",
            value: count(suspect),
            note: `${share(suspect, judged)}, part of accepted`,
            series: "suspect",
          },
          { label: "Rejected", value: count(rejected), note: share(rejected, judged), series: "rejected" },
        ],
      },
    ],
  };
}

function verdict({ proof, quality }: ReportInputs): Block {
  if (proof === null) {
    return {
      kind: "notice",
      tone: "neutral",
      lead: "Not proven",
      text: "The conservation of readings has not been checked on this lake. Run prove to check it.",
    };
  }
  if (proof.counts.accepted !== quality.rows || proof.counts.rejected !== quality.rejected) {
    return {
      kind: "notice",
      tone: "bad",
      lead: "The proof is of another state of the lake",
      text: `It counted ${count(proof.counts.accepted)} accepted and ${count(proof.counts.rejected)} rejected; ` +
        `the lake now holds ${count(quality.rows)} and ${count(quality.rejected)}. Run prove again.`,
    };
  }
  const failing = proof.checks.filter((check) => !check.holds).length;
  return proof.holds
    ? {
      kind: "notice",
      tone: "good",
      lead: "Conservation holds",
      text: `Nothing was lost and nothing was counted twice: ${plural(proof.checks.length, "check")}, all hold.`,
    }
    : {
      kind: "notice",
      tone: "bad",
      lead: "Conservation does not hold",
      text: `${count(failing)} of ${plural(proof.checks.length, "check")} ${failing === 1 ? "fails" : "fail"}. ` +
        "Do not rely on the numbers below.",
    };
}
