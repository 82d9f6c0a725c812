import { Markup, markup } from "./markup.ts";
import { numberedPaper, type PaperSources } from "./numbered.ts";
import { pageHead } from "./page_head.ts";
import { PAGE_STYLE } from "./page_style.ts";
import type { Paper, PaperBlock, PaperFigure, PaperTable } from "./paper.ts";
import { themedSvg } from "./svg.ts";

/**
 * A paper as one page that needs nothing else, its numbers put in.
 *
 * @throws {PipelineError} as {@linkcode paperPdf} does, but for the number of pages
 * @example
 * ```ts
 * import { paperHtml } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const paper = { title: "Air", subtitle: "A test", blocks: [{ kind: "text", text: "It is *{a.b|1}*." }], pages: { min: 1, max: 1 } } as const;
 * const page = paperHtml(paper, { results: { a: { b: 2 } }, constants: [], silverDigest: null });
 * assert.match(page, /<p>It is <strong>2\.0<\/strong>\.<\/p>/);
 * ```
 */
export function paperHtml(paper: Paper, sources: PaperSources): string {
  const { title, subtitle, notice, blocks } = numberedPaper(paper, sources);
  return markup`<!doctype html>
<html lang="en">
${pageHead(title, `${PAGE_STYLE}${PAPER_STYLE}`)}
<body>
<header>
<h1>${prose(title)}</h1>
<p class="subtitle">${prose(subtitle)}</p>
</header>
<main>
${notice === undefined ? [] : [markup`<p class="notice warning"><strong>${prose(notice)}</strong></p>\n`]}${
    sectionsOf(blocks).map(([heading, own], index, all) =>
      section(heading, own, index + (all[0]![0] === undefined ? 0 : 1))
    )
  }${constantsOf(sources)}</main>
</body>
</html>
`.text;
}

/** Figures side by side where there is room. */
const PAPER_STYLE = `
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(15rem,100%),1fr));gap:1rem}
.figures svg{width:100%}figcaption,.fine{font-size:.875rem;color:var(--muted)}
td.prose,th.prose{white-space:normal}
`;

/** The blocks by section; those before the first have none. */
function sectionsOf(blocks: readonly PaperBlock[]): [heading: string | undefined, blocks: PaperBlock[]][] {
  const sections: [string | undefined, PaperBlock[]][] = [[undefined, []]];
  for (const block of blocks) {
    if (block.kind === "section") sections.push([block.text, []]);
    else sections.at(-1)![1].push(block);
  }
  return sections.filter(([heading, own]) => heading !== undefined || own.length > 0);
}

function section(heading: string | undefined, blocks: readonly PaperBlock[], number: number): Markup {
  const name = heading === undefined ? [] : [markup`<h2>${number}. ${prose(heading)}</h2>\n`];
  return markup`<section class="card">${name}${blocks.map(blockMarkup)}</section>\n`;
}

function blockMarkup(block: PaperBlock): Markup {
  switch (block.kind) {
    case "section":
      return markup``;
    case "heading":
      return markup`<h3>${prose(block.text)}</h3>\n`;
    case "text":
      return markup`<p>${prose(block.text)}</p>\n`;
    case "list":
    case "references":
      return markup`<ul>${block.items.map((item) => markup`<li>${prose(item)}</li>`)}</ul>\n`;
    case "callout":
      return markup`<p class="notice good"><strong>${prose(block.lead)}</strong> ${prose(block.text)}</p>\n`;
    case "table":
      return table(block);
    case "figures":
      return markup`<div class="figures">${block.items.map(figure)}</div>\n`;
  }
}

function table({ caption, columns, rows }: PaperTable): Markup {
  const look = (index: number) => columns[index]!.align === "right" ? "number" : "prose";
  const cell = (text: string, index: number) =>
    index === 0
      ? markup`<th scope="row" class="${look(index)}">${prose(text)}</th>`
      : markup`<td class="${look(index)}">${prose(text)}</td>`;
  return markup`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<caption>${prose(caption)}</caption>
<thead><tr>${
    columns.map(({ header }, index) => markup`<th scope="col" class="${look(index)}">${prose(header)}</th>`)
  }</tr></thead>
<tbody>
${rows.map((row) => markup`<tr>${row.map(cell)}</tr>\n`)}</tbody></table></div>
`;
}

const figure = ({ svg, caption }: PaperFigure): Markup =>
  markup`<figure>${new Markup(themedSvg(svg))}<figcaption>${prose(caption)}</figcaption></figure>\n`;

function constantsOf({ constants }: PaperSources): Markup {
  if (constants.length === 0) return markup``;
  const items = constants.map(({ text, source }) => markup`<li>${text}: ${source}</li>`);
  return markup`<section class="card fine"><h2>Numbers that are not results</h2><ul>${items}</ul></section>\n`;
}

/** Every second piece between `*` is bold. */
const prose = (text: string): Markup[] =>
  text.split("*").map((piece, index) => index % 2 === 0 ? markup`${piece}` : markup`<strong>${piece}</strong>`);
