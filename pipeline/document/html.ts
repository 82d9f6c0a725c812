import type { Block, Card, Document, Explorer, Finding, Section, SeriesExplorer, Table, Tile } from "./document.ts";
import { Markup, markup } from "./markup.ts";
import { pageHead } from "./page_head.ts";
import { PAGE_STYLE } from "./page_style.ts";

/** A chart's two drawings, each an SVG to put in the page. */
export interface Drawing {
  wide: string;
  narrow: string;
}

const PARTS = Object.fromEntries(
  ["evidence", "explore", "series"].map((part) => [
    part,
    Deno.readTextFileSync(new URL(`./page/${part}.js`, import.meta.url)),
  ]),
);

const scriptOf = (document: Document): string =>
  `"use strict";{\n${[PARTS.evidence, document.series === undefined ? PARTS.explore : PARTS.series].join("\n")}}`;

/** The report as one page that needs nothing else, not even the network. `drawings` are by chart name. */
export function htmlReport(document: Document, drawings: ReadonlyMap<string, Drawing>): string {
  const script = scriptOf(document);
  return markup`<!doctype html>
<html lang="en">
${pageHead(document.title, PAGE_STYLE, script)}
<body>
<header>
<h1>${document.title}</h1>
<p class="subtitle">${document.subtitle}</p>
</header>
<nav aria-label="Sections">${document.sections.map(({ id, heading }) => markup`<a href="#${id}">${heading}</a> `)}</nav>
<main>
${document.sections.map((section, index) => sectionMarkup(section, index === 0, document, drawings))}</main>
<footer><p>${FOOTER}</p></footer>
<aside id="evidence" aria-label="The command behind a mark" hidden>
<p id="evidence-readout" role="status"></p>
<p class="copyable"><code id="evidence-command"></code><button type="button" data-copy="" hidden="">Copy</button>
<button type="button" id="evidence-close">Close</button></p>
</aside>
${document.explorer === undefined ? [] : [pageData("explorer-data", document.explorer)]}${
    document.series === undefined ? [] : [pageData("series-data", document.series)]
  }<script>${new Markup(script)}</script>
</body>
</html>
`.text;
}

const FOOTER =
  "Made only from the files of the lake: the same lake gives the same page. The commands read the lake in data/; for another lake, add " +
  "--out-dir FOLDER.";

function sectionMarkup(
  section: Section,
  plain: boolean,
  document: Document,
  drawings: ReadonlyMap<string, Drawing>,
): Markup {
  return markup`<section id="${section.id}" class="${plain ? "plain" : "card"}" aria-labelledby="${section.id}-heading">
<h2 id="${section.id}-heading">${section.heading}</h2>
${section.blocks.map((block) => blockMarkup(block, document, drawings))}</section>
`;
}

function blockMarkup(block: Block, { explorer, series }: Document, drawings: ReadonlyMap<string, Drawing>): Markup {
  switch (block.kind) {
    case "text":
      return markup`<p>${block.text}</p>\n`;
    case "heading":
      return markup`<h3>${block.text}</h3>\n`;
    case "notice":
      return markup`<p class="notice ${block.tone}"><strong>${block.lead}</strong> ${block.text}</p>\n`;
    case "facts":
      return markup`<dl>${block.items.map(([term, value]) => markup`<dt>${term}</dt><dd>${value}</dd>`)}</dl>\n`;
    case "tiles":
      return markup`<ul class="tiles">\n${block.items.map(tileMarkup)}</ul>\n`;
    case "findings":
      return findingsMarkup(block.caption, block.items);
    case "table":
      return tableMarkup(block);
    case "chart":
    case "drawing":
      return figureMarkup(block.data, drawings.get(block.name));
    case "cards":
      return markup`<ol class="cards-list">\n${block.items.map((card) => cardMarkup(card, drawings))}</ol>\n`;
    case "series":
      return series === undefined ? markup`` : seriesMarkup(series);
    case "explorer":
      return explorer === undefined ? markup`` : explorerMarkup(explorer);
  }
}

function tileMarkup({ label, value, note, series }: Tile): Markup {
  return markup`<li class="tile ${series}"><span class="label">${label}</span>
<span class="figure">${value}</span> <span class="note">${note}</span></li>
`;
}

function cardMarkup(
  { name, lead, figure, interval, soWhat, command }: Card,
  drawings: ReadonlyMap<string, Drawing>,
): Markup {
  return markup`<li class="finding-card"><h3>${lead}</h3>
<p class="figure">${figure}</p><p class="interval">${interval}</p>
${new Markup(drawings.get(name)?.wide ?? "")}
<p>${soWhat}</p>${command === "" ? [] : [copyable(command)]}</li>
`;
}

function seriesMarkup({ fields, spans }: SeriesExplorer): Markup {
  return markup`<p>Choose a measurement and a span, or drag over the lower chart. Arrow keys move the span, + and - change its length.</p>
<noscript><p>This chart needs JavaScript; those below do not.</p></noscript>
<form id="series-form" hidden>
<label>Measurement <select name="field">${
    fields.map(({ label }, index) => markup`<option value="${index}">${label}</option>`)
  }</select></label>
<label>Span <select name="span">${
    spans.map(({ name }, index) => markup`<option value="${index}">${name}</option>`)
  }<option value="" hidden>chosen by hand</option></select></label>
</form>
<p id="series-summary" role="status"></p>
<div id="series-focus" role="img" aria-label="The span, enlarged" hidden></div>
<p id="series-readout" class="readout"></p>
<div id="series-context" role="slider" aria-label="Span that is shown" aria-orientation="horizontal" tabindex="0" hidden></div>
<p class="copyable" id="series-export" hidden><code></code><button type="button" data-copy="">Copy</button></p>
`;
}

function findingsMarkup(caption: string, items: readonly Finding[]): Markup {
  if (items.length === 0) return markup`<h3>${caption}</h3>\n<p>Nothing unusual was found.</p>\n`;
  return markup`<h3>${caption}</h3>
<ul class="findings">
${
    items.map(({ tone, lead, text, command }) =>
      markup`<li class="${tone}"><strong>${lead}.</strong> ${withDates(text)}${
        command === "" ? [] : [copyable(command)]
      }</li>\n`
    )
  }</ul>
`;
}

/** No line ends within a date or a time. */
const withDates = (text: string): Markup[] =>
  text.split(/(\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2})?)/).map((part, index) =>
    index % 2 === 0 ? markup`${part}` : markup`<span class="whole">${part}</span>`
  );

/** A command, and where the script runs a button that copies it. */
function copyable(command: string): Markup {
  // A line may end before a flag, not within one.
  const [start, ...flags] = command.split(" --");
  const parts = flags.map((flag) => markup` <span>--${flag}</span>`);
  return markup`<span class="copyable"><code>${start!}${parts}</code><button type="button" data-copy="" hidden="" aria-label="Copy: ${command}">Copy</button></span>`;
}

function figureMarkup(data: Table, drawing: Drawing | undefined): Markup {
  return markup`<figure>
<div class="chart">${new Markup(drawing?.wide ?? "")}
${new Markup(drawing?.narrow ?? "")}
<p class="readout" aria-live="polite" hidden></p></div>
${tableMarkup({ ...data, folded: true })}</figure>
`;
}

/** Roles are spelled out, as display as cards takes them from the elements. Tables with long text are cards on a telephone. */
function tableMarkup(table: Table): Markup {
  const { caption, columns, rows } = table;
  if (table.folded === true) {
    return markup`<details><summary>Table: ${caption}</summary>\n${
      tableMarkup({ ...table, folded: false })
    }</details>\n`;
  }
  const look = columns.some(({ as }) => as === "prose" || as === "value" || as === "command") ? "cards" : "grid";
  const cell = (text: string, index: number) => {
    const { header, as } = columns[index]!;
    const content = as === "command" && text !== "" ? copyable(text) : as === "command" ? "–" : text;
    return index === 0
      ? markup`<th scope="row" role="rowheader" class="${as}" data-label="${header}">${content}</th>`
      : markup`<td role="cell" class="${as}" data-label="${header}">${content}</td>`;
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

function explorerMarkup({ stations, rules, cells }: Explorer): Markup {
  const others = cells.some(([, station]) => station === -1);
  const option = (value: number, text: string) => markup`<option value="${value}">${text}</option>`;
  const charts = ["by-time", "by-field", "by-rule"].map((id) =>
    markup`<div class="explorer-chart" id="${id}" role="group" aria-label="Chart" tabindex="0" hidden><p class="readout" aria-live="polite"></p></div>\n`
  );
  return markup`<p>Choose a station, dates or a rule. Click a mark, or press Enter on it, to see the command that shows its lines.</p>
<noscript><p>The filters need JavaScript; the charts and tables below do not.</p></noscript>
<form id="filters" hidden>
<label>Station <select name="station"><option value="">all</option>${
    stations.map((name, index) => option(index, name))
  }${others ? [option(-1, "all others")] : []}</select></label>
<label>From <input type="date" name="from"></label>
<label>To <input type="date" name="to"></label>
<label>Rule <select name="rule"><option value="">all</option>${
    rules.map((rule, index) => option(index, `${rule.code} ${rule.field}`.trim()))
  }</select></label>
<button type="reset">Show all</button>
</form>
<p id="filter-summary" role="status"></p>
${charts}`;
}

/** In a block that no browser runs: `<` is escaped, so that no text in it can end it. */
function pageData(id: string, data: unknown): Markup {
  const json = JSON.stringify(data).replaceAll("<", "\\u003c");
  return new Markup(`<script type="application/json" id="${id}">${json}</script>\n`);
}
