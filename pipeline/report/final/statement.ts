import { type Pdf, plainPdf } from "../../document/mod.ts";
import type { PaperBlock } from "../../document/mod.ts";

/** Stands in the file until its submitter has written it. */
export const UNFILLED = "[to be filled in]";

/**
 * The submitter's own statement and list of tools, as PDF, from the Markdown that they wrote: `#` a title, `##` headings, `-` lists and
 * paragraphs. Its numbers are theirs, and it is outside of the report's pages.
 *
 * @returns null where something is still to be filled in: nobody else can say it
 * @example
 * ```ts
 * import { statementPdf } from "../mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(await statementPdf("# Statement\n\nName: [to be filled in]"), null);
 * assert.equal((await statementPdf("# Statement\n\nI wrote this in 3 weeks."))!.pages, 1);
 * ```
 */
export async function statementPdf(markdown: string): Promise<Pdf | null> {
  if (markdown.includes(UNFILLED)) return null;
  const blocks: PaperBlock[] = [];
  let title = "Statement";
  // What stands between <!-- and --> speaks to the submitter.
  for (const paragraph of markdown.replaceAll(/<!--[\s\S]*?-->/g, "").split(/\r?\n\s*\r?\n/)) {
    const text = paragraph.trim();
    if (text === "") continue;
    if (text.startsWith("# ")) title = text.slice(2);
    else if (text.startsWith("## ")) blocks.push({ kind: "heading", text: text.slice(3) });
    else if (text.startsWith("- ")) {
      blocks.push({ kind: "list", items: text.split(/\r?\n(?=- )/).map((item) => joined(item.slice(2))) });
    } else blocks.push({ kind: "text", text: joined(text) });
  }
  return await plainPdf({ title, subtitle: "", blocks, pages: { min: 1, max: Infinity } });
}

/** Lines of a paragraph; `**bold**` is bold. */
const joined = (text: string): string => text.replaceAll(/\s*\r?\n\s*/g, " ").replaceAll("**", "*");
