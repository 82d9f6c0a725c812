import type { Paper, PaperBlock, PaperTable } from "./paper.ts";
import type { Constant } from "./reference.ts";
import { COLORS } from "./palette.ts";

/** A paper as Typst. Texts are Typst strings, so that no character of theirs is markup. */
export function typstSource(paper: Paper, constants: readonly Constant[]): string {
  const hasSections = paper.blocks.some(({ kind }) => kind === "section"), level = hasSections ? 3 : 2;
  const first = paper.blocks.findIndex(({ kind }) => kind === "section");
  return [
    `#set document(title: ${string(paper.title)}, date: none)`,
    `#set page(paper: "a4", margin: (x: 19mm, top: 15mm, bottom: 15mm), numbering: "1 / 1"${header(paper)})`,
    `#set text(font: "Libertinus Serif", size: 10.2pt, lang: "en", fill: ${color("ink")})`,
    `#set par(justify: true, leading: 0.54em, spacing: 0.75em)`,
    `#set list(spacing: 0.55em)`,
    `#show heading: set block(above: 1.05em, below: 0.55em)`,
    `#show heading.where(level: 1): set text(size: 17pt)`,
    `#show heading.where(level: 2): set text(size: ${hasSections ? 14 : 11.5}pt, fill: ${color("valid")})`,
    `#show heading.where(level: 3): set text(size: 11pt)`,
    `#show figure.caption: it => align(left, text(size: 8.8pt, fill: ${color("muted")}, it.body))`,
    `#set table(stroke: none, inset: (x: 3pt, y: 3pt))`,
    `#heading(level: 1, ${prose(paper.title)})`,
    `#text(fill: ${color("muted")}, ${prose(paper.subtitle)})`,
    ...paper.blocks.map((each, index) => block(each, level, index === first)),
    ...sources(constants),
  ].join("\n\n");
}

/** What {@linkcode SECTION_PAGES} asks for: the page that each section begins on. */
export const SECTION_PAGES = { selector: "<section>", field: "value" };

function header({ notice }: Paper): string {
  return notice === undefined
    ? ""
    : `, header: align(center, text(size: 9pt, weight: "bold", fill: ${color("bad")}, ${prose(notice)}))`;
}

function block(block: PaperBlock, level: number, isFirst: boolean): string {
  switch (block.kind) {
    case "section":
      // The title stands above the first one.
      return `${isFirst ? "" : "#pagebreak(weak: true)\n"}#context [#metadata(here().page()) <section>]\n` +
        `#heading(level: 2, numbering: (..n) => str(n.pos().at(1)) + "  ", ${prose(block.text)})`;
    case "heading":
      return `#heading(level: ${level}, ${prose(block.text)})`;
    case "references":
      return `#{ set text(size: 8.6pt); set par(justify: false); set list(spacing: 0.45em); list(${
        block.items.map((item) => `[#${string(item)}]`).join(", ")
      }) }`;
    case "text":
      return `#${prose(block.text)}`;
    case "list":
      return `#list(${block.items.map(prose).join(", ")})`;
    case "callout":
      return `#block(width: 100%, inset: 8pt, fill: ${color("page")}, stroke: (left: 3pt + ${
        color("valid")
      }), [#strong(${string(block.lead)}) #${prose(block.text)}])`;
    case "table":
      return table(block);
    case "figures":
      return `#grid(columns: ${block.items.length}, gutter: 12pt, ${
        block.items.map(({ svg, alt, caption }) =>
          `figure(image(bytes(${string(withFont(svg))}), format: "svg", width: 100%, alt: ${
            string(alt)
          }), supplement: none, caption: ${prose(caption)})`
        ).join(", ")
      })`;
  }
}

function table({ caption, columns, rows }: PaperTable): string {
  const cells = rows.flatMap((row) => row.map(prose));
  return [
    `#block(below: 0.4em, sticky: true, text(size: 8.8pt, fill: ${color("muted")}, ${prose(caption)}))`,
    // A table within a paragraph is left out without a word.
    `#{ set par(justify: false); set text(size: 9.2pt); table(columns: (${
      columns.map(({ share }) => `${share}fr`).join(", ")
    },),`,
    `align: (${columns.map(({ align = "left" }) => align).join(", ")},), fill: (_, y) => if calc.odd(y) { ${
      color("page")
    } },`,
    `table.header(${columns.map(({ header }) => `strong(${string(header)})`).join(", ")}),`,
    `table.hline(stroke: 0.6pt + ${color("muted")}), ${cells.join(", ")}) }`,
  ].join("\n");
}

function sources(constants: readonly Constant[]): string[] {
  if (constants.length === 0) return [];
  const bySource = [...Map.groupBy(constants, ({ source }) => source)];
  const text = bySource.map(([source, own]) => `${own.map(({ text }) => text).join(", ")}: ${source}`).join("; ");
  return [
    `#text(size: 6.8pt, fill: ${color("muted")}, [#strong("Numbers that are not results. ") #${string(`${text}.`)}])`,
  ];
}

/** As a content value: pieces of text, every second between `*` in bold. */
function prose(text: string): string {
  const pieces = text.split("*").map((piece, index) =>
    index % 2 === 0 ? `[#${string(piece)}]` : `strong(${string(piece)})`
  );
  return pieces.length === 1 ? pieces[0]! : `(${pieces.join(" + ")})`;
}

/** No line ends between a number and its percent sign. */
const string = (text: string): string =>
  `"${
    text.replaceAll(/(\d) %/g, "$1\u00a0%").replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")
  }"`;

const color = (name: keyof typeof COLORS): string => `rgb("${COLORS[name]}")`;

/** The page's fonts are those of the reader's system; paper brings its own. */
const withFont = (svg: string): string => svg.replaceAll(/font-family="[^"]*"/g, 'font-family="DejaVu Sans"');
