import type { TopLevelSpec } from "vega-lite";

/** The report before it takes a form: what HTML and Markdown both say. All text is plain, each form escapes it its own way. */
export interface Document {
  title: string;
  subtitle: string;
  sections: Section[];
}

export interface Section {
  /** Anchor in the page; the first section, which needs no heading, has none. */
  id: string;
  heading: string;
  blocks: Block[];
}

/** `good` and `bad` are for verdicts, `warning` for what the reader must know before believing any number. */
export type Tone = "good" | "bad" | "warning" | "neutral";

export type Block =
  | { kind: "text"; text: string }
  | { kind: "notice"; tone: Tone; lead: string; text: string }
  | { kind: "facts"; items: readonly (readonly [term: string, value: string])[] }
  | { kind: "tiles"; items: Tile[] }
  | ({ kind: "table" } & Table)
  | ({ kind: "chart" } & Chart);

export interface Tile {
  label: string;
  value: string;
  note: string;
  series: "all" | "valid" | "suspect" | "rejected";
}

export interface Table {
  caption: string;
  columns: Column[];
  /** The first cell of a row is its heading. */
  rows: string[][];
}

export interface Column {
  header: string;
  /** `number` is set to the right, `code` in the fixed-width font; `prose` and `value` (code of any length) wrap. */
  as: "text" | "number" | "code" | "prose" | "value";
}

export interface Chart {
  /** Name of its SVG file, without `.svg`. */
  name: string;
  /** What there is to see, for those who cannot. */
  alt: string;
  /** The numbers of the chart. */
  data: Table;
  /** A spec `width` pixels wide. */
  spec: (width: number) => TopLevelSpec;
}
