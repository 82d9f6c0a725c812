import type { Block, Chart, Document, Section, Table, Tile } from "./document.ts";
import { Markup, markup } from "./markup.ts";
import { PAGE_STYLE } from "./page_style.ts";

/** A chart's two drawings, each an SVG to put in the page. */
export interface Drawing {
  wide: string;
  narrow: string;
}

/** The report as one page that needs nothing else: no network, no script. `drawings` are by chart name. */
export function htmlReport(document: Document, drawings: ReadonlyMap<string, Drawing>): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${document.title}</title>
<style>${new Markup(PAGE_STYLE)}</style>
</head>
<body>
<header>
<h1>${document.title}</h1>
<p class="subtitle">${document.subtitle}</p>
<nav aria-label="Sections">${document.sections.map(({ id, heading }) => markup`<a href="#${id}">${heading}</a> `)}</nav>
</header>
<main>
${document.sections.map((section, index) => sectionMarkup(section, index === 0, drawings))}</main>
<footer><p>${FOOTER}</p></footer>
</body>
</html>
`.text;
}

const FOOTER =
  "Made only from the files of the lake: the same lake gives the same page. All numbers are in quality.json.";

function sectionMarkup(section: Section, plain: boolean, drawings: ReadonlyMap<string, Drawing>): Markup {
  return markup`<section id="${section.id}" class="${plain ? "plain" : "card"}" aria-labelledby="${section.id}-heading">
<h2 id="${section.id}-heading">${section.heading}</h2>
${section.blocks.map((block) => blockMarkup(block, drawings))}</section>
`;
}

function blockMarkup(block: Block, drawings: ReadonlyMap<string, Drawing>): Markup {
  switch (block.kind) {
    case "text":
      return markup`<p>${block.text}</p>\n`;
    case "notice":
      return markup`<p class="notice ${block.tone}"><strong>${block.lead}</strong> ${block.text}</p>\n`;
    case "facts":
      return markup`<dl>${block.items.map(([term, value]) => markup`<dt>${term}</dt><dd>${value}</dd>`)}</dl>\n`;
    case "tiles":
      return markup`<ul class="tiles">\n${block.items.map(tileMarkup)}</ul>\n`;
    case "table":
      return tableMarkup(block);
    case "chart":
      return chartMarkup(block, drawings.get(block.name));
  }
}

function tileMarkup({ label, value, note, series }: Tile): Markup {
  return markup`<li class="tile ${series}"><span class="label">${label}</span>
<span class="figure">${value}</span> <span class="note">${note}</span></li>
`;
}

function chartMarkup(chart: Chart, drawing: Drawing | undefined): Markup {
  return markup`<figure>
${new Markup(drawing?.wide ?? "")}
${new Markup(drawing?.narrow ?? "")}
<details><summary>Table: ${chart.data.caption}</summary>
${tableMarkup(chart.data)}</details>
</figure>
`;
}

/** Roles are spelled out, as display as cards takes them from the elements. Tables with long text are cards on a telephone. */
function tableMarkup({ caption, columns, rows }: Table): Markup {
  const look = columns.some(({ as }) => as === "prose" || as === "value") ? "cards" : "grid";
  const cell = (text: string, index: number) => {
    const { header, as } = columns[index]!;
    return index === 0
      ? markup`<th scope="row" role="rowheader" class="${as}" data-label="${header}">${text}</th>`
      : markup`<td role="cell" class="${as}" data-label="${header}">${text}</td>`;
  };
  const headings = columns.map(({ header, as }) =>
    markup`<th scope="col" role="columnheader" class="${as}">${header}</th>`
  );
  return markup`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table role="table" class="${look}">
<caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${headings}</tr></thead>
<tbody role="rowgroup">
${rows.map((row) => markup`<tr role="row">${row.map(cell)}</tr>\n`)}</tbody></table></div>
`;
}
