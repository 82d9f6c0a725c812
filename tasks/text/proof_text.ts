import { type Check, type Proof, retentionText, type RunFacts } from "../../pipeline/facts/mod.ts";
import type { ForecastProof } from "../../pipeline/infer/mod.ts";
import { count } from "./progress_text.ts";

/** A proof as a table: one law a line, with both of its sides. */
export function proofTable({ holds, checks, counts }: Proof): string {
  const retention = retentionText(counts.noLongerKept);
  return [
    ...checkLines(checks),
    ...(retention === null ? [] : [retention]),
    holds ? "conservation holds" : "CONSERVATION DOES NOT HOLD",
  ].join("\n");
}

/** A proof of forecasts, likewise, and the digest of each partition's. */
export function forecastProofText({ checks, digests }: ForecastProof): string {
  return [
    ...checkLines(checks),
    ...Object.entries(digests).map(([partition, digest]) => `  forecasts of clean partition ${partition}  ${digest}`),
    checks.every(({ holds }) => holds) ? "forecasts hold" : "FORECASTS DO NOT HOLD",
  ].join("\n");
}

function checkLines(checks: readonly Check[]): string[] {
  const width = Math.max(...checks.map(({ law }) => law.length));
  return checks.map((check) =>
    `  ${check.holds ? "ok  " : "FAIL"}  ${check.law.padEnd(width)}  ${count(check.left).padStart(11)} ${
      check.holds ? "=" : "≠"
    } ${count(check.right)}` +
    (check.detail === "" ? "" : `\n        ${check.detail}`)
  );
}

/** The one summary of a run, aligned. */
export function summaryText(
  { counts, holds }: Proof,
  runs: readonly RunFacts[],
  { seconds, reportPath }: { seconds: number; reportPath: string },
): string {
  const run = runs.at(-1)!;
  const reasons = Object.entries(counts.rejectedByReason).sort(([, a], [, b]) => b - a)
    .map(([code, rows]) => `${code} ${count(rows)}`).join(", ");
  const lines: [string, string][] = [
    [
      "data set",
      `${run.source.name}${run.source.synthetic ? " — SYNTHETIC, invented readings" : ""} (${run.source.dialect})`,
    ],
    [
      "lines read",
      `${count(counts.dataLines)} data lines = ${count(counts.blankLines)} blank + ${count(counts.produced)} produced`,
    ],
    ["accepted", `${count(counts.accepted)}, ${count(counts.suspect)} of them suspect`],
    ["rejected", count(counts.rejected) + (reasons === "" ? "" : `: ${reasons}`)],
    [
      "silver files",
      `${count(counts.silverFiles)}${
        counts.rejectedFiles === 0 ? "" : `, and ${count(counts.rejectedFiles)} of rejected rows`
      }`,
    ],
    ["conservation", holds ? "holds" : "DOES NOT HOLD"],
    [
      "time",
      `${seconds.toFixed(1)} s, replay ${run.seconds.toFixed(1)} s (${
        count(Math.round(run.produced / Math.max(run.seconds, 0.001)))
      } rows/s)`,
    ],
    ["report", reportPath],
  ];
  return lines.map(([name, text]) => `${name.padEnd(13)} ${text}`).join("\n");
}

/** What `--forecast` adds to the summary of a run. */
export function forecastSummaryText(proof: ForecastProof | null, reports: readonly string[]): string {
  const lines: [string, string][] = [
    ["forecasts", `${count(proof?.checks[0]?.left ?? 0)} rows of readings, targets and models`],
    ["their proof", proof?.checks.every(({ holds }) => holds) ? "holds" : "DOES NOT HOLD"],
    ...reports.map((path): [string, string] => ["report", path]),
  ];
  return lines.map(([name, text]) => `${name.padEnd(13)} ${text}`).join("\n");
}
