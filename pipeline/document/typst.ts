import { fileURLToPath } from "node:url";
import { PipelineError } from "../common/mod.ts";
import { mapTexts, type Paper } from "./paper.ts";
import { type Constant, resolveNumbers, type Results } from "./reference.ts";
import { typstSource } from "./typst_source.ts";

/** What a paper's numbers are from. */
export interface PaperSources {
  readonly results: Results;
  readonly constants: readonly Constant[];
  /** Of the silver that the paper is about: a results file that names another one is out of date. Null where the results are of this run. */
  readonly silverDigest: string | null;
}

/** A paper as PDF. */
export interface Pdf {
  readonly bytes: Uint8Array;
  readonly pages: number;
}

/**
 * A paper as PDF/1.7 with tags, set by Typst, after each reference got its number. The same paper and results give the same bytes.
 *
 * @throws {PipelineError} `lake_mismatch` where results are of another silver; `internal` where a reference has no result, a number is
 * neither a reference nor a constant, a constant is listed but not stated, or the paper has too few or too many pages
 * @example
 * ```ts
 * import { paperPdf } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const blocks = [{ kind: "text", text: "The mean is {explore.mean|1}." }] as const;
 * const sources = { results: { explore: { silver_digest: "ab", mean: 2.13 } }, constants: [], silverDigest: "ab" };
 * const paper = { title: "Air", subtitle: "A test", blocks, pages: { min: 1, max: 1 } };
 * assert.equal((await paperPdf(paper, sources)).pages, 1);
 * await assert.rejects(paperPdf({ ...paper, title: "Air of 2004" }, sources), { code: "internal" });
 * ```
 */
export async function paperPdf(paper: Paper, sources: PaperSources): Promise<Pdf> {
  requireFresh(sources);
  const { whole, used } = numbered(paper, sources);
  const { bytes, pages } = await typeset(typstSource(whole, sources.constants.filter((each) => used.has(each))));
  const { min, max } = paper.pages;
  if (pages < min || pages > max) {
    throw fault(paper, [`expected ${min === max ? min : `${min} to ${max}`} pages, got ${pages}`]);
  }
  return { bytes, pages };
}

function requireFresh({ results, silverDigest }: PaperSources): void {
  if (silverDigest === null) return;
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

function numbered(paper: Paper, { results, constants }: PaperSources): { whole: Paper; used: Set<Constant> } {
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
  if (faults.length > 0) throw fault(paper, faults);
  return { whole, used };
}

const fault = ({ title }: Paper, faults: readonly string[]): PipelineError =>
  new PipelineError("internal", `Cannot make "${title}" as PDF: ${faults.join("; ")}`, {
    hint: "refer to a result by {file.path|form}, or list the number as a constant with its source",
  });

async function typeset(mainFileContent: string): Promise<Pdf> {
  // Loaded here, as most commands print nothing.
  const { NodeCompiler } = await import("@myriaddreamin/typst-ts-node-compiler");
  const fonts = fileURLToPath(new URL(".", import.meta.resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf")));
  const compiler = NodeCompiler.create({ workspace: fonts, fontArgs: [{ fontPaths: [fonts] }] });
  const compiled = compiler.compile({ mainFileContent });
  const document = compiled.result;
  if (document === null) {
    const { message } = compiled.takeDiagnostics()?.shortDiagnostics[0] ?? { message: "no document" };
    throw new PipelineError("internal", `Cannot set a paper by Typst: ${message}`);
  }
  return { bytes: new Uint8Array(compiler.pdf(document, { creationTimestamp: 0 })), pages: document.numOfPages };
}
