import { Buffer } from "node:buffer";
import { FIELDS } from "../../reading/mod.ts";
import { type Dialect, timestampReader } from "../../source/mod.ts";

/** The cells of a line. As Latin-1, one character a byte, so that any byte can be in them. */
export type Cells = readonly string[];

/** A line of the file that is to get faults. */
export interface SourceLine {
  /** 1-based. */
  readonly line: number;
  readonly cells: Cells;
  /** Milliseconds since 1970 of a sound reading, with a number in each of its channels; null for any other line. */
  readonly timestampMs: number | null;
}

/** The lines of a file after its header. */
export function readLines(csv: Uint8Array, dialect: Dialect): { header: string; lines: SourceLine[] } {
  const [header = "", ...texts] = Buffer.from(csv).toString("latin1").split(/\r?\n/);
  if (texts.at(-1) === "") texts.pop();
  const { columns, delimiter } = dialect;
  const date = columns.indexOf("date"), time = columns.indexOf("time");
  const channels = FIELDS.map(({ name }) => columns.indexOf(name)).filter((index) => index >= 0);
  const timestamp = timestampReader(dialect.dateOrder, dialect.timeKind);
  const lines = texts.map((text, index) => {
    const cells = text.split(delimiter);
    const isSound = cells.length === columns.length && channels.every((channel) => valueOf(cells[channel]!) !== null);
    return { line: index + 2, cells, timestampMs: isSound ? timestamp(cells[date]!, cells[time]!).timestampMs : null };
  });
  return { header, lines };
}

/** The number in a cell with a decimal comma; null if the cell has no number. */
export function valueOf(cell: string): number | null {
  return /^-?\d+(,\d+)?$/.test(cell) ? Number(cell.replace(",", ".")) : null;
}

/** A number as a cell with a decimal comma. */
export const cellOf = (value: number, digits: number): string => value.toFixed(digits).replace(".", ",");

/** A timestamp as its two cells. */
export function timestampCells(timestampMs: number): [date: string, time: string] {
  const [year, month, day, time] = new Date(timestampMs).toISOString().split(/[-T.]/);
  return [`${day}/${month}/${year}`, time!.replaceAll(":", ".")];
}
