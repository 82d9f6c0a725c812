import { drawFlow, flowColumns } from "../charts/flow.ts";
import { type Block, count, listed, measure, minuteOf, plural, type Section, share } from "../../../document/mod.ts";
import { findingsOf } from "../findings.ts";
import type { ReportInputs } from "../inputs.ts";
import { judgeRun, type Verdict } from "../verdict.ts";

/** What to know at a glance: is the data real, can the run be trusted, what is wrong with the data, how to follow it. */
export function summarySection(inputs: ReportInputs): Section {
  const { quality, runs, proof } = inputs, verdict = judgeRun(inputs);
  return {
    id: "summary",
    heading: "Summary",
    blocks: [
      ...(runs.some((run) => run.source.synthetic)
        ? [
          {
            kind: "notice",
            tone: "warning",
            lead: "Synthetic data",
            text: "These readings were generated, not measured. Nothing here says anything about real air.",
          } as const,
        ]
        : []),
      verdictNotice(inputs, verdict),
      ...tiles(inputs),
      ...(quality.rows + quality.rejected === 0
        ? [{ kind: "text" as const, text: "The lake holds no message yet, so there is nothing to report." }]
        : [
          { kind: "findings" as const, caption: "What to know about the data", items: findingsOf(quality) },
          flow(inputs),
        ]),
      {
        kind: "table",
        caption: "The verdict and its thresholds",
        columns: [
          { header: "Question", as: "text" },
          { header: "Answer", as: "prose" },
          { header: "Level", as: "text" },
          { header: "Warns", as: "prose" },
          { header: "Bad", as: "prose" },
        ],
        rows: verdict.checks.map(({ question, answer, level, warnsAt, badAt }) => [
          question,
          answer,
          { good: "✓ good", warn: "! warn", bad: "✗ bad" }[level],
          warnsAt || "–",
          badAt || "–",
        ]),
      },
      { kind: "facts", items: runFacts(runs, proof !== null) },
    ],
  };
}

function verdictNotice({ proof, quality }: ReportInputs, { level, checks }: Verdict): Block {
  const [conservation, ...others] = checks;
  const troubled = others.filter((check) => check.level !== "good");
  const data = troubled.length === 0
    ? "Every question about the data has a good answer."
    : `${listed(troubled.map(({ question, answer }) => `${question}: ${answer}`))}.`;
  if (proof === null) {
    return {
      kind: "notice",
      tone: level === "bad" ? "bad" : "warn",
      lead: level === "bad" ? "Bad: the run is not proven, the data are not sound" : "Warn: the run is not proven",
      text: `The conservation of readings has not been checked on this lake. Run prove to check it. ${data}`,
    };
  }
  if (conservation!.level === "good") {
    // As wide as the laws are: one that was proven before they knew of doubled readings does not say so.
    const isSingle = proof.checks.some(({ law }) => law.startsWith("readings of a station and timestamp"));
    const held = proof.counts.noLongerKept === undefined ? "" : " that the topics still hold";
    const laws = `Conservation holds: each message${held} is in the lake exactly once${
      isSingle ? ", and no reading twice" : ""
    } (${plural(proof.checks.length, "law")}).`;
    const lead = {
      good: "Good: the run and the data are sound",
      warn: "Warn: the run is sound, the data need care",
      bad: "Bad: the run is sound, the data are not",
    }[level];
    return { kind: "notice", tone: level, lead, text: `${laws} ${data}` };
  }
  return proof.holds
    ? {
      kind: "notice",
      tone: "bad",
      lead: "Bad: the proof is from an earlier state of the lake",
      text: `It counted ${count(proof.counts.accepted)} accepted and ${count(proof.counts.rejected)} rejected; ` +
        `the lake now holds ${count(quality.rows)} and ${count(quality.rejected)}. Run prove again.`,
    }
    : {
      kind: "notice",
      tone: "bad",
      lead: "Bad: conservation does not hold",
      text: `${conservation!.answer}. Do not rely on the numbers below.`,
    };
}

function tiles({ quality: { rows, valid, suspect, rejected } }: ReportInputs): Block[] {
  const judged = rows + rejected;
  return [{
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
  }];
}

function flow({ quality, proof, runs }: ReportInputs): Block {
  const columns = flowColumns(quality, proof, runs);
  const nodes = columns.flat();
  return {
    kind: "drawing",
    name: "flow",
    alt: `Flow: ${nodes.map(({ name, rows }) => `${name} ${count(rows)}`).join(", ")}.`,
    draw: (width) => drawFlow(columns, width),
    data: {
      caption: "From lines to silver and rejected",
      columns: [{ header: "What", as: "text" }, { header: "Of", as: "text" }, { header: "Rows", as: "number" }],
      rows: nodes.map(({ name, from = "–", rows }) => [name, from, count(rows)]),
    },
  };
}

function runFacts(runs: ReportInputs["runs"], isProven: boolean): (readonly [string, string])[] {
  const last = runs.at(-1);
  if (last === undefined) return [["Run", "the lake has no record of one"]];
  return [
    ["Last run", `${last.run}, started ${minuteOf(last.startedAt)} UTC`],
    ["Replayed", `${count(last.produced)} readings in ${measure(last.seconds)} s${speed(last)}, pace ${last.pace}`],
    ["Proven", isProven ? "yes, see Conservation" : "no: deno task prove"],
  ];
}

/** Readings a second; empty where the time was too short to say. */
export const speed = ({ produced, seconds }: { produced: number; seconds: number }): string =>
  seconds > 0 ? ` (${count(Math.round(produced / seconds))} a second)` : "";
