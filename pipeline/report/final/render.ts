import { PipelineError } from "../../common/mod.ts";
import { paperHtml, paperMarkdown, paperPdf, type PaperSources } from "../../document/mod.ts";
import { FINAL_CONSTANTS } from "./constants.ts";
import { drawFigures } from "./figures.ts";
import { finalNumbers } from "./numbers.ts";
import { finalPaper } from "./paper.ts";
import type { FinalResults } from "./results.ts";

/** The final report as files, and how many pages it has. */
export interface FinalReport {
  readonly pages: number;
  /** By name: `final_report.pdf`, `.html`, `.md`, `final.json` (numbers worked out from the results) and each figure as an SVG. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
}

/**
 * The final report of at most ten pages. The same results give the same bytes.
 *
 * @throws {PipelineError} `lake_mismatch` where results lack what the report says; `internal` where a number of the text has no result,
 * a number is typed by hand, or there are too many pages
 * @example
 * ```ts
 * import { type FinalResults, renderFinal } from "../mod.ts";
 * import { emptySeries, exploreStation } from "../../explore/mod.ts";
 * import assert from "node:assert/strict";
 * const explore = exploreStation(emptySeries(), []).numbers;
 * const results = { explore, models: { targets: {} }, details: { targets: {} } } as unknown as FinalResults;
 * await assert.rejects(renderFinal(results), { code: "lake_mismatch" });
 * ```
 */
export async function renderFinal(results: FinalResults): Promise<FinalReport> {
  const { numbers, missing } = finalNumbers(results);
  if (numbers === null) {
    throw new PipelineError(
      "lake_mismatch",
      `Cannot write the final report as its results lack ${missing.join("; ")}`,
      {
        hint: "make all results of one lake: deno task explore, train, evaluate, drift, report",
      },
    );
  }
  const figures = await drawFigures(results), paper = finalPaper({ results, numbers, figures });
  const silverDigest = results.explore.silver_digest;
  // What is worked out here, and the quality report, are of the silver that the others name: `parseFinalResults` has compared them.
  const sources: PaperSources = {
    results: {
      ...results,
      quality: { ...results.quality, silver_digest: silverDigest },
      final: { ...numbers, silver_digest: silverDigest },
    },
    constants: FINAL_CONSTANTS,
    silverDigest,
  };
  const pdf = await paperPdf(paper, sources);
  const svgs = paper.blocks.flatMap((block) => block.kind === "figures" ? block.items.map(({ svg }) => svg) : []);
  const nameOf = (index: number) => `figure_${index + 1}.svg`;
  return {
    pages: pdf.pages,
    files: new Map<string, string | Uint8Array>([
      ["final_report.pdf", pdf.bytes],
      ["final_report.html", paperHtml(paper, sources)],
      ["final_report.md", paperMarkdown(paper, sources, nameOf)],
      ["final.json", `${JSON.stringify({ silver_digest: silverDigest, pages: pdf.pages, ...numbers }, null, 2)}\n`],
      ...svgs.map((svg, index) => [nameOf(index), svg] as const),
    ]),
  };
}
