import { fileURLToPath } from "node:url";
import { PipelineError } from "../common/mod.ts";
import { numberedPaper, paperFault, type PaperSources } from "./numbered.ts";
import type { PageRange, Paper } from "./paper.ts";
import { SECTION_PAGES, typstSource } from "./typst_source.ts";

/** A paper as PDF. */
export interface Pdf {
  readonly bytes: Uint8Array;
  readonly pages: number;
}

/**
 * A paper as PDF/1.7 with tags, set by Typst, after each reference got its number. The same paper and results give the same bytes.
 *
 * @throws {PipelineError} `lake_mismatch` where results are of another silver; `internal` where a reference has no result, a number is
 * neither a reference nor a constant, a constant is listed but not stated, or the paper or one of its sections has too few or too many
 * pages
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
  const { bytes, pages, sections } = await typeset(typstSource(numberedPaper(paper, sources), sources.constants));
  const faults = [...lengthFault("", paper.pages, pages), ...sectionFaults(paper, sections, pages)];
  if (faults.length > 0) throw paperFault(paper, faults);
  return { bytes, pages };
}

/**
 * A paper of texts that someone else answers for, such as a statement by whoever hands the work in: its numbers are theirs, so nothing
 * looks at them, and it may have any length.
 *
 * @example
 * ```ts
 * import { plainPdf } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const blocks = [{ kind: "text", text: "I did this in 2 weeks." }] as const;
 * assert.equal((await plainPdf({ title: "Statement", subtitle: "", blocks, pages: { min: 1, max: 99 } })).pages, 1);
 * ```
 */
export async function plainPdf(paper: Paper): Promise<Pdf> {
  const { bytes, pages } = await typeset(typstSource(paper, []));
  return { bytes, pages };
}

function lengthFault(of: string, { min, max }: PageRange, pages: number): string[] {
  if (pages >= min && pages <= max) return [];
  return [`expected ${min === max ? min : `${min} to ${max}`} pages${of}, got ${pages}`];
}

/** A section ends where the next one begins, which is on a page of its own. */
function sectionFaults({ blocks }: Paper, starts: readonly number[], pages: number): string[] {
  return blocks.filter((block) => block.kind === "section").flatMap((section, index) =>
    lengthFault(` of "${section.text}"`, section.pages, (starts[index + 1] ?? pages + 1) - starts[index]!)
  );
}

async function typeset(mainFileContent: string): Promise<Pdf & { sections: number[] }> {
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
  return {
    bytes: new Uint8Array(compiler.pdf(document, { creationTimestamp: 0 })),
    pages: document.numOfPages,
    sections: compiler.query(document, SECTION_PAGES),
  };
}
