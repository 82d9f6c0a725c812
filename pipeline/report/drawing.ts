import { COLORS } from "./palette.ts";
import { escape } from "./markup.ts";

export const FONT = "system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif";

export interface Label {
  x: number;
  y: number;
  text: string;
  size?: number;
  anchor?: "start" | "middle" | "end";
  color?: string;
  weight?: number;
}

/** A text in a drawing; `y` is its base line. */
export function label({ x, y, text, size = 12, anchor = "start", color = COLORS.ink, weight = 400 }: Label): string {
  return `<text x="${round(x)}" y="${round(y)}" font-size="${size}"${
    anchor === "start" ? "" : ` text-anchor="${anchor}"`
  }` +
    `${weight === 400 ? "" : ` font-weight="${weight}"`} fill="${color}">${escape(text)}</text>`;
}

/** A drawing that stands alone. */
export function picture(width: number, height: number, parts: readonly string[]): string {
  return `<svg class="marks" width="${width}" height="${round(height)}" viewBox="0 0 ${width} ${round(height)}" ` +
    `xmlns="http://www.w3.org/2000/svg" font-family="${FONT}">` +
    `<rect width="${width}" height="${round(height)}" fill="${COLORS.surface}"/>${parts.join("")}</svg>`;
}

export const title = (text: string): string => label({ x: 0, y: 16, text, size: 14, weight: 600 });

/** Two digits are finer than a pixel of any screen. */
export const round = (value: number): number => Math.round(value * 100) / 100;

/** A measure of text that is generous for any common sans-serif. */
export const textWidth = (text: string, size: number): number => (text.length + 1) * size * 0.64;

export interface Grid {
  title: string;
  width: number;
  rows: readonly string[];
  /** How many; `ticks` names some of them. */
  columns: number;
  ticks: readonly { column: number; text: string }[];
  /** What the darkness of a cell stands for, from none to all; nothing is drawn where it is null. */
  value: (row: number, column: number) => number | null;
  color: string;
  rowHeight?: number;
  /** What none and all mean: the two ends of the legend. */
  legend: readonly [none: string, all: string];
  /** The command behind a cell, empty where there is none. */
  command?: (row: number, column: number) => string;
}

const LEVELS = 20, FAINTEST = 0.07, HEAD = 58, FOOT = 24, GAP = 8;

/** A heat map: shares as shades of one colour, which reads on light and on dark. Cells of a shade are one path, so it stays small. */
export function grid(
  { title: heading, width, rows, columns, ticks, value, color, rowHeight = 20, legend, command }: Grid,
): string {
  const left = Math.max(...rows.map((name) => textWidth(name, 12))) + GAP;
  const cell = (width - left) / columns, gap = cell > 6 ? 1 : cell > 3 ? 0.5 : 0;
  const shades = new Map<number, string[]>(), marked: string[] = [];
  rows.forEach((_, row) => {
    for (let column = 0; column < columns; column++) {
      const share = value(row, column);
      if (share === null) continue;
      const box = `M${round(left + column * cell)} ${HEAD + row * rowHeight}h${round(cell - gap)}v${
        rowHeight - 1
      }h${-round(cell - gap)}z`;
      const opacity = opacityOf(share), mark = command?.(row, column) ?? "";
      if (mark === "") shades.set(opacity, [...(shades.get(opacity) ?? []), box]);
      else {marked.push(
          `<path class="mark" data-trace="${escape(mark)}" d="${box}" fill="${color}" fill-opacity="${opacity}"/>`,
        );}
    }
  });
  const height = HEAD + rows.length * rowHeight + FOOT;
  return picture(width, height, [
    title(heading),
    ...scale(legend, color),
    ...rows.map((name, row) =>
      label({ x: left - GAP, y: HEAD + (row + 0.5) * rowHeight + 3.5, text: name, anchor: "end" })
    ),
    ...[...shades].sort(([a], [b]) => a - b).map(([opacity, boxes]) =>
      `<path fill="${color}" fill-opacity="${opacity}" d="${boxes.join("")}"/>`
    ),
    ...marked,
    ...fitting(ticks, left, cell, width).map(({ x, text }) =>
      label({ x, y: height - 6, text, size: 11, color: COLORS.muted })
    ),
  ]);
}

const opacityOf = (share: number) => round(FAINTEST + (1 - FAINTEST) * Math.round(share * LEVELS) / LEVELS);

function scale([none, all]: readonly [string, string], color: string): string[] {
  const start = textWidth(none, 11) + 6, steps = 5, size = 14;
  return [
    label({ x: 0, y: 41, text: none, size: 11, color: COLORS.muted }),
    ...Array.from(
      { length: steps },
      (_, step) =>
        `<rect x="${round(start + step * size)}" y="31" width="${size - 1}" height="12" fill="${color}" fill-opacity="${
          opacityOf(step / (steps - 1))
        }"/>`,
    ),
    label({ x: start + steps * size + 6, y: 41, text: all, size: 11, color: COLORS.muted }),
  ];
}

/** Those of the ticks whose text does not run into the one before, or over the edge. */
function fitting(ticks: Grid["ticks"], left: number, cell: number, width: number): { x: number; text: string }[] {
  let end = 0;
  return ticks.flatMap(({ column, text }) => {
    const x = left + column * cell;
    if (x < end || x + textWidth(text, 11) > width) return [];
    end = x + textWidth(text, 11) + 10;
    return [{ x, text }];
  });
}
