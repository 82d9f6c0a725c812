import type { ChartSpec } from "./svg.ts";

/** The report before it takes a form: what HTML and Markdown both say. All text is plain, each form escapes it its own way. */
export interface Document {
  title: string;
  subtitle: string;
  sections: Section[];
  /** What the page's filters work on; the page has none without it. */
  explorer?: Explorer;
  /** Series that the page's reader can zoom in; the page has no such chart without it. */
  series?: SeriesExplorer;
}

export interface Section {
  /** Anchor in the page; the first section, which needs no heading, has none. */
  id: string;
  heading: string;
  blocks: Block[];
}

/** `good`, `warn` and `bad` are for verdicts, `warning` for what the reader must know before believing any number. */
export type Tone = "good" | "warn" | "bad" | "warning" | "neutral";

export type Block =
  | { kind: "text"; text: string }
  | { kind: "heading"; text: string }
  | { kind: "notice"; tone: Tone; lead: string; text: string }
  | { kind: "facts"; items: readonly (readonly [term: string, value: string])[] }
  | { kind: "tiles"; items: Tile[] }
  | { kind: "findings"; caption: string; items: Finding[] }
  | ({ kind: "table" } & Table)
  | ({ kind: "chart" } & Chart)
  | ({ kind: "drawing" } & Drawn)
  /** Findings as a page's first screen: each with its number and chart. */
  | { kind: "cards"; items: Card[] }
  /** Where the page puts its filters and what they show. */
  | { kind: "explorer" }
  /** Where the page puts the series that its reader can zoom in. */
  | { kind: "series" };

export interface Tile {
  label: string;
  value: string;
  note: string;
  series: "all" | "valid" | "suspect" | "rejected";
}

/** One thing that a reader of the data should know. */
export interface Finding {
  tone: "bad" | "warn" | "neutral";
  lead: string;
  text: string;
  /** Leads to the lines; empty where no command can. */
  command: string;
}

/** A finding that stands by itself. */
export interface Card {
  /** Name of its SVG file, without `.svg`. */
  name: string;
  /** What was found, as a sentence. */
  lead: string;
  /** Its number, with the unit. */
  figure: string;
  /** How sure the number is. */
  interval: string;
  /** What it means for a decision. */
  soWhat: string;
  /** Leads to its rows. */
  command: string;
  alt: string;
  spec: (width: number) => ChartSpec;
}

/** Hourly values that a page's script draws: lines in which a gap stays a gap. */
export interface SeriesExplorer {
  /** Start of the first hour, in milliseconds since 1970-01-01 UTC. */
  startMs: number;
  /** Spans that a button shows, both dates included. */
  spans: readonly { name: string; from: string; to: string }[];
  fields: readonly {
    name: string;
    label: string;
    unit: string;
    /** A value is a whole number times `step`. */
    step: number;
    /** Whole numbers, `,` between hours; nothing where there is a gap. */
    values: string;
  }[];
}

export interface Table {
  caption: string;
  columns: TableColumn[];
  /** The first cell of a row is its heading. */
  rows: string[][];
  /** A reference that is not read from top to bottom: folded in the page. */
  folded?: boolean;
}

export interface TableColumn {
  header: string;
  /**
   * `number` is set to the right, `code` in the fixed-width font; `prose` and `value` (code of any length) wrap; `command` can be copied.
   */
  as: "text" | "number" | "code" | "prose" | "value" | "command";
}

interface Figure {
  /** Name of its SVG file, without `.svg`. */
  name: string;
  /** What there is to see, for those who cannot. */
  alt: string;
  /** The numbers of the chart. */
  data: Table;
}

export interface Chart extends Figure {
  /** A spec `width` pixels wide. */
  spec: (width: number) => ChartSpec;
}

export interface Drawn extends Figure {
  /** An SVG `width` pixels wide, in the light colours of the palette. */
  draw: (width: number) => string;
}

/** Numbers that the page's script draws from; `fields` and `rules` name the columns of its cells. */
export interface Explorer {
  unit: string;
  stations: readonly string[];
  fields: readonly string[];
  /** `trace` is the command that leads to the lines of the rule; empty where no command can. */
  rules: readonly { kind: "reason" | "note"; code: string; field: string; trace: string }[];
  /** `[start, station, valid, suspect, rejected, values, [rule, rows, …]]` */
  cells: readonly (readonly unknown[])[];
}
