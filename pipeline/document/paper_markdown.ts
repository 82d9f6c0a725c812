import { plain } from "./markdown.ts";
import { numberedPaper, type PaperSources } from "./numbered.ts";
import type { Paper, PaperBlock } from "./paper.ts";

/**
 * A paper as Markdown, its numbers put in. Its figures are named by `figure`, in order: files that stand beside it.
 *
 * @throws {PipelineError} as {@linkcode paperPdf} does, but for the number of pages
 * @example
 * ```ts
 * import { paperMarkdown } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const paper = { title: "Air", subtitle: "A test", blocks: [{ kind: "text", text: "It is *{a.b|1}*." }], pages: { min: 1, max: 1 } } as const;
 * const sources = { results: { a: { b: 2 } }, constants: [], silverDigest: null };
 * assert.equal(paperMarkdown(paper, sources, () => ""), "# Air\n\nA test\n\nIt is **2.0**.\n");
 * ```
 */
export function paperMarkdown(paper: Paper, sources: PaperSources, figure: (index: number) => string): string {
  const { title, subtitle, notice, blocks } = numberedPaper(paper, sources);
  let figures = 0, sections = 0;
  const parts = [
    `# ${prose(title)}`,
    ...notice === undefined ? [] : [`> **${prose(notice)}**`],
    prose(subtitle),
    ...blocks.map((block) => text(block)),
    ...constantsOf(sources),
  ];
  return `${parts.join("\n\n")}\n`;

  function text(block: PaperBlock): string {
    switch (block.kind) {
      case "section":
        return `## ${++sections}. ${prose(block.text)}`;
      case "heading":
        return `### ${prose(block.text)}`;
      case "text":
        return prose(block.text);
      case "list":
      case "references":
        return block.items.map((item) => `- ${prose(item)}`).join("\n");
      case "callout":
        return `> **${prose(block.lead)}** ${prose(block.text)}`;
      case "table":
        return [
          prose(block.caption),
          "",
          line(block.columns.map(({ header }) => prose(header))),
          line(block.columns.map(({ align }) => align === "right" ? "---:" : "---")),
          ...block.rows.map((row) => line(row.map(prose))),
        ].join("\n");
      case "figures":
        return block.items.map(({ alt, caption }) => `![${prose(alt)}](${figure(figures++)})\n\n${prose(caption)}`)
          .join("\n\n");
    }
  }
}

/** Where the numbers are from that are no results. */
const constantsOf = ({ constants }: PaperSources): string[] =>
  constants.length === 0
    ? []
    : [`Numbers that are not results:\n\n${
      constants.map(({ text, source }) => `- ${plain(`${text}: ${source}`)}`).join("\n")
    }`];

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** Every second piece between `*` is bold. */
const prose = (text: string): string =>
  text.split("*").map((piece, index) => index % 2 === 0 ? plain(piece) : `**${plain(piece)}**`).join("");
