import { type Bundle, type Live, openLive, send } from "./display.ts";

/** A row by column heading. Numbers stand to the right; null is shown as a dash. */
export type Row = Record<string, string | number | bigint | boolean | null>;

/** Shows rows as a table. To be awaited. */
export const showTable = (caption: string, rows: readonly Row[]): Promise<void> => send(tableBundle(caption, rows));

/** Shows names and values. To be awaited. */
export const showFacts = (caption: string, facts: Row): Promise<void> => showTable(caption, factRows(facts));

/** Names and values that change in place while the cell runs. */
export async function openLiveFacts(
  caption: string,
  facts: Row,
): Promise<{ update(facts: Row): void; end(): Promise<void> }> {
  const bundle = (now: Row) => tableBundle(caption, factRows(now));
  const live: Live = await openLive(bundle(facts));
  return { update: (now) => live.update(bundle(now)), end: () => live.end() };
}

const factRows = (facts: Row): Row[] => Object.entries(facts).map(([what, value]) => ({ what, value }));

/** A table as HTML and as text. Without colours of its own, so that it reads on light and on dark. */
export function tableBundle(caption: string, rows: readonly Row[]): Bundle {
  const headings = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) => headings.map((heading) => row[heading] ?? null));
  return { "text/html": html(caption, headings, cells), "text/plain": text(caption, headings, cells) };
}

type Value = Row[string];

function html(caption: string, headings: string[], cells: Value[][]): string {
  const numeric = headings.map((_, at) => isNumeric(cells, at));
  const cell = (tag: string, at: number, value: string) =>
    `<${tag} style="text-align:${numeric[at] ? "right" : "left"}">${escape(value)}</${tag}>`;
  const line = (tag: string, values: string[]) =>
    `<tr>${values.map((value, at) => cell(tag, at, value)).join("")}</tr>`;
  const head = headings.length === 0 ? "" : `<thead>${line("th", headings)}</thead>`;
  const body = cells.length === 0
    ? "<tr><td>none</td></tr>"
    : cells.map((row) => line("td", row.map(valueText))).join("");
  return `<table><caption style="text-align:left;white-space:nowrap"><b>${
    escape(caption)
  }</b></caption>${head}<tbody>${body}</tbody></table>`;
}

function text(caption: string, headings: string[], cells: Value[][]): string {
  if (cells.length === 0) return `${caption}: none`;
  const lines = [headings, ...cells.map((row) => row.map(valueText))];
  const widths = headings.map((_, at) => Math.max(...lines.map((line) => line[at]!.length)));
  const pad = (value: string, at: number) =>
    isNumeric(cells, at) ? value.padStart(widths[at]!) : value.padEnd(widths[at]!);
  return [caption, ...lines.map((line) => line.map(pad).join("  ").trimEnd())].join("\n");
}

const isNumeric = (cells: Value[][], at: number) =>
  cells.some((row) => isNumber(row[at])) && cells.every((row) => row[at] === null || isNumber(row[at]));

const isNumber = (value: Value | undefined) => typeof value === "number" || typeof value === "bigint";

function valueText(value: Value): string {
  if (value === null) return "–";
  if (typeof value !== "number" && typeof value !== "bigint") return String(value);
  return value.toLocaleString("en-US", { maximumFractionDigits: 2 });
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

const escape = (value: string) => value.replace(/[&<>"]/g, (letter) => ENTITIES[letter]!);
