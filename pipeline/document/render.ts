import type { Block, Document } from "./document.ts";
import { type Drawing, htmlReport } from "./html.ts";
import { markdownReport } from "./markdown.ts";
import { drawSvg, named, themedSvg } from "./svg.ts";

/** Of a card's chart: a telephone's, and half of a column. */
const CARD = 330;

/** Pixels: between a desktop's column and a tablet's, so that text is of a readable size on both; and a telephone's. */
const WIDE = 760, NARROW = 330;

/** A document in all its forms; `json` are its numbers, and `name` is what they and the Markdown are called. */
export async function renderDocument(document: Document, name: string, json: string): Promise<Map<string, string>> {
  const drawings = new Map<string, Drawing>();
  const pictures: [string, string][] = [];
  for (const block of document.sections.flatMap((section) => section.blocks)) {
    if (block.kind === "cards") {
      for (const { name, alt, spec } of block.items) {
        const svg = await drawSvg(spec(CARD), alt);
        drawings.set(name, { wide: inPage(svg, "small"), narrow: "" });
        pictures.push([`${name}.svg`, svg]);
      }
    }
    if (block.kind !== "chart" && block.kind !== "drawing") continue;
    const wide = await draw(block, WIDE);
    drawings.set(block.name, {
      wide: inPage(wide, "wide"),
      narrow: inPage(await draw(block, NARROW), "narrow"),
    });
    pictures.push([`${block.name}.svg`, wide]);
  }
  return new Map([
    ["index.html", htmlReport(document, drawings)],
    [`${name}.json`, json],
    [`${name}.md`, markdownReport(document)],
    ...pictures,
  ]);
}

function draw(block: Block & { kind: "chart" | "drawing" }, width: number): string | Promise<string> {
  return block.kind === "chart" ? drawSvg(block.spec(width), block.alt) : named(block.draw(width), block.alt);
}

const inPage = (svg: string, className: string) => themedSvg(svg).replace('class="marks"', `class="${className}"`);
