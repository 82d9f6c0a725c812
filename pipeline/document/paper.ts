/** A document for paper, a page after the other. All texts are prose: their numbers are references into results, or constants. `*bold*` is bold. */
export interface Paper {
  readonly title: string;
  readonly subtitle: string;
  readonly blocks: readonly PaperBlock[];
  /** How many pages it may have; a paper of another length is not made. */
  readonly pages: PageRange;
  /** What the reader must know before believing any number: at the head of every page. */
  readonly notice?: string;
}

export interface PageRange {
  readonly min: number;
  readonly max: number;
}

export type PaperBlock =
  /** Begins a page, is numbered, and has so many pages: a section of another length is not made. */
  | { readonly kind: "section"; readonly text: string; readonly pages: PageRange }
  | { readonly kind: "heading" | "text"; readonly text: string }
  /** Works of others. Their years and pages are no results, so nobody looks at their numbers. */
  | { readonly kind: "references"; readonly items: readonly string[] }
  | { readonly kind: "list"; readonly items: readonly string[] }
  /** What the reader should take away, set apart. */
  | { readonly kind: "callout"; readonly lead: string; readonly text: string }
  | ({ readonly kind: "table" } & PaperTable)
  /** Pictures side by side. */
  | { readonly kind: "figures"; readonly items: readonly PaperFigure[] };

export interface PaperTable {
  readonly caption: string;
  /** `share` is the column's part of the width. */
  readonly columns: readonly { readonly header: string; readonly share: number; readonly align?: "left" | "right" }[];
  readonly rows: readonly (readonly string[])[];
}

export interface PaperFigure {
  /** Drawn from the same results: its numbers are not looked at. */
  readonly svg: string;
  /** What there is to see, for those who cannot. */
  readonly alt: string;
  readonly caption: string;
}

/** A paper with each of its texts replaced. */
export function mapTexts(paper: Paper, map: (text: string) => string): Paper {
  return {
    ...paper,
    title: map(paper.title),
    subtitle: map(paper.subtitle),
    ...paper.notice === undefined ? {} : { notice: map(paper.notice) },
    blocks: paper.blocks.map(mapBlock),
  };

  function mapBlock(block: PaperBlock): PaperBlock {
    switch (block.kind) {
      case "references":
        return block;
      case "section":
      case "heading":
      case "text":
        return { ...block, text: map(block.text) };
      case "list":
        return { ...block, items: block.items.map(map) };
      case "callout":
        return { ...block, lead: map(block.lead), text: map(block.text) };
      case "table":
        return {
          ...block,
          caption: map(block.caption),
          columns: block.columns.map((column) => ({ ...column, header: map(column.header) })),
          rows: block.rows.map((row) => row.map(map)),
        };
      case "figures":
        return {
          ...block,
          items: block.items.map((item) => ({ ...item, alt: map(item.alt), caption: map(item.caption) })),
        };
    }
  }
}
