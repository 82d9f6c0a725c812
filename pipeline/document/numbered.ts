import { PipelineError } from "../common/mod.ts";
import { mapTexts, type Paper } from "./paper.ts";
import { type Constant, resolveNumbers, type Results } from "./reference.ts";

/** What a paper's numbers are from. */
export interface PaperSources {
  readonly results: Results;
  readonly constants: readonly Constant[];
  /** Of the silver that the paper is about: a results file that names another one is out of date. Null where the results are of this run. */
  readonly silverDigest: string | null;
}

/** A paper with its numbers put in: each of its forms is made from what comes out. */
export function numberedPaper(paper: Paper, { results, constants, silverDigest }: PaperSources): Paper {
  if (silverDigest !== null) requireFresh(results, silverDigest);
  const faults: string[] = [], used = new Set<Constant>();
  const whole = mapTexts(paper, (text) => {
    const resolved = resolveNumbers(text, results, constants);
    faults.push(...resolved.faults);
    for (const constant of resolved.used) used.add(constant);
    return resolved.text;
  });
  for (const constant of constants) {
    if (!used.has(constant)) {
      faults.push(`expected the constant "${constant.text}" in the text, got it only in the list`);
    }
  }
  if (faults.length > 0) throw paperFault(paper, faults);
  return whole;
}

export const paperFault = ({ title }: Paper, faults: readonly string[]): PipelineError =>
  new PipelineError("internal", `Cannot make "${title}" as PDF: ${faults.join("; ")}`, {
    hint: "refer to a result by {file.path|form}, or list the number as a constant with its source",
  });

function requireFresh(results: Results, silverDigest: string): void {
  for (const [name, file] of Object.entries(results)) {
    const digest = (file as { silver_digest?: unknown } | null)?.silver_digest;
    if (digest === silverDigest) continue;
    throw new PipelineError(
      "lake_mismatch",
      `Cannot use ${name}.json as results: expected those of silver ${short(silverDigest)}, got ${short(digest)}`,
      { hint: "the readings have changed since: make the results again" },
    );
  }
}

const short = (digest: unknown): string => typeof digest === "string" ? `${digest.slice(0, 12)}…` : "no digest";
