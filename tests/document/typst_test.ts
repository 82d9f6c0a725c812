import assert from "node:assert/strict";
import type { Paper } from "../../pipeline/document/paper.ts";
import type { PaperSources } from "../../pipeline/document/numbered.ts";
import { paperHtml } from "../../pipeline/document/paper_html.ts";
import { paperMarkdown } from "../../pipeline/document/paper_markdown.ts";
import { paperPdf } from "../../pipeline/document/typst.ts";
import { typstSource } from "../../pipeline/document/typst_source.ts";

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="20" font-family="system-ui">' +
  '<text x="0" y="12" font-size="10">µg/m³</text></svg>';

const PAPER: Paper = {
  title: "What the air says",
  subtitle: 'A test: #set \\ "quotes" $x$ @a <b> [c] _d_',
  pages: { min: 1, max: 1 },
  blocks: [
    { kind: "heading", text: "Results" },
    { kind: "text", text: "The strength is *{explore.strength|2}*; the limit is 200 µg/m³." },
    { kind: "list", items: ["{explore.strength|1}"] },
    { kind: "callout", lead: "Do this:", text: "now" },
    {
      kind: "table",
      caption: "All",
      columns: [{ header: "Name", share: 1 }, { header: "Value", share: 1, align: "right" }],
      rows: [["strength", "{explore.strength|3}"]],
    },
    { kind: "figures", items: [{ svg: SVG, alt: "Units", caption: "A unit" }] },
  ],
};

const SOURCES: PaperSources = {
  results: { explore: { silver_digest: "ab", strength: 0.5364 } },
  constants: [{ text: "200 µg/m³", source: "Directive 2008/50/EC" }],
  silverDigest: "ab",
};

const withText = (text: string): Paper => ({ ...PAPER, blocks: [...PAPER.blocks, { kind: "text", text }] });

Deno.test("paperPdf() gives the same bytes twice, and the number of pages", async () => {
  const first = await paperPdf(PAPER, SOURCES), second = await paperPdf(PAPER, SOURCES);
  assert.equal(new TextDecoder("latin1").decode(first.bytes.subarray(0, 5)), "%PDF-");
  assert.deepEqual(first, second);
  assert.equal(first.pages, 1);
});

Deno.test("paperPdf() fails where one digit of the text is edited", async () => {
  const [heading, , ...rest] = PAPER.blocks;
  const edited = { kind: "text", text: "The strength is {explore.strength|2}; the limit is 201 µg/m³." } as const;
  await assert.rejects(paperPdf({ ...PAPER, blocks: [heading!, edited, ...rest] }, SOURCES), (error: Error) => {
    assert.match(error.message, /expected a reference or a listed constant, got "201"/);
    assert.match(error.message, /expected the constant "200 µg\/m³" in the text/);
    return true;
  });
});

for (
  const [where, block] of [
    ["a heading", { kind: "heading", text: "In 2004" }],
    ["a list", { kind: "list", items: ["7"] }],
    ["a callout", { kind: "callout", lead: "Rule 1", text: "x" }],
    ["a table's cell", { kind: "table", caption: "x", columns: [{ header: "x", share: 1 }], rows: [["1"]] }],
    ["a table's header", { kind: "table", caption: "x", columns: [{ header: "1", share: 1 }], rows: [] }],
    ["a caption", { kind: "figures", items: [{ svg: SVG, alt: "x", caption: "1" }] }],
    ["a picture's text for the blind", { kind: "figures", items: [{ svg: SVG, alt: "1", caption: "x" }] }],
  ] as const
) {
  Deno.test(`paperPdf() looks for literal numbers in ${where}`, async () => {
    await assert.rejects(paperPdf({ ...PAPER, blocks: [...PAPER.blocks, block] }, SOURCES), { code: "internal" });
  });
}

Deno.test("paperPdf() fails where a result is missing", async () => {
  await assert.rejects(
    paperPdf(withText("{explore.weakness|2}"), SOURCES),
    /expected a result for \{explore\.weakness\|2\}/,
  );
});

Deno.test("paperPdf() refuses results of another silver, or of none", async () => {
  for (const explore of [{ silver_digest: "cd", strength: 1 }, { strength: 1 }]) {
    await assert.rejects(paperPdf(PAPER, { ...SOURCES, results: { explore } }), { code: "lake_mismatch" });
  }
});

Deno.test("paperPdf() sets every row of a table, and every item of a list", async () => {
  const rows = Array.from({ length: 150 }, () => ["a row"]);
  for (
    const block of [
      { kind: "table", caption: "All", columns: [{ header: "Name", share: 1 }], rows },
      { kind: "list", items: rows.flat() },
    ] as const
  ) {
    const { pages } = await paperPdf(
      { ...PAPER, pages: { min: 1, max: 9 }, blocks: [...PAPER.blocks, block] },
      SOURCES,
    );
    assert.ok(pages >= 2, block.kind);
  }
});

Deno.test("paperPdf() fails where the paper has too many pages", async () => {
  const long = { ...PAPER, blocks: Array.from({ length: 200 }, () => ({ kind: "text", text: "A line." }) as const) };
  await assert.rejects(paperPdf(long, { ...SOURCES, constants: [] }), /expected 1 pages, got \d/);
});

const SECTIONS: Paper = {
  ...PAPER,
  notice: "Made up",
  pages: { min: 2, max: 2 },
  blocks: [
    { kind: "section", text: "First", pages: { min: 1, max: 1 } },
    ...PAPER.blocks,
    { kind: "section", text: "Second", pages: { min: 1, max: 1 } },
    { kind: "references", items: ["De Vito, 129 (2008) 750–757 *"] },
  ],
};

Deno.test("paperPdf() begins a page with each section but the first, and looks at no number of a reference to others", async () => {
  assert.equal((await paperPdf(SECTIONS, SOURCES)).pages, 2);
});

Deno.test("paperPdf() fails where a section has too many pages", async () => {
  const lines = Array.from({ length: 100 }, () => ({ kind: "text", text: "A line." }) as const);
  const long = { ...SECTIONS, pages: { min: 1, max: 9 }, blocks: [...SECTIONS.blocks, ...lines] };
  await assert.rejects(paperPdf(long, SOURCES), /expected 1 pages of "Second", got [2-9]/);
});

Deno.test("typstSource() puts the notice of a paper at the head of every page, and nothing there for a paper without a notice", () => {
  assert.match(typstSource(SECTIONS, []), /#set page\(.*header: .*"Made up"/);
  assert.doesNotMatch(typstSource(PAPER, []), /header: align/);
});

Deno.test("paperMarkdown() and paperHtml() have the numbers, the sections, the notice and each picture", () => {
  const markdown = paperMarkdown(SECTIONS, SOURCES, (index) => `figure_${index + 1}.svg`);
  assert.match(markdown, /^## 1\. First$/m);
  assert.match(markdown, /^## 2\. Second$/m);
  assert.match(markdown, /^> \*\*Made up\*\*$/m);
  assert.match(markdown, /The strength is \*\*0\.54\*\*; the limit is 200 µg\/m³\./);
  assert.match(markdown, /^!\[Units\]\(figure_1\.svg\)$/m);
  assert.match(markdown, /^\| strength \| 0\.536 \|$/m);
  const page = paperHtml(SECTIONS, SOURCES);
  assert.match(page, /<h2>1\. First<\/h2>/);
  assert.match(page, /The strength is <strong>0\.54<\/strong>/);
  assert.match(page, /<p class="notice warning"><strong>Made up<\/strong>/);
  assert.match(page, /A test: #set \\ &quot;quotes&quot; \$x\$ @a &lt;b&gt;/);
  assert.match(page, /<svg [^>]*>/);
});

Deno.test("paperMarkdown() and paperHtml() fail on a typed number as paperPdf() does", () => {
  for (const make of [paperHtml, (paper: Paper, sources: PaperSources) => paperMarkdown(paper, sources, String)]) {
    assert.throws(() => make(withText("In 2004"), SOURCES), { code: "internal" });
  }
});
