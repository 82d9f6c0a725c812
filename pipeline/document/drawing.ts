import { COLORS } from "./palette.ts";
import { escapeMarkup } from "./markup.ts";

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
    `${weight === 400 ? "" : ` font-weight="${weight}"`} fill="${color}">${escapeMarkup(text)}</text>`;
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

/** What a part of a drawing stands for, and the command that leads to its lines; empty where there is none. */
export interface Mark {
  about: string;
  command: string;
}

/** Shapes that say what they stand for and lead to their lines. */
export function marked({ about, command }: Mark, shapes: string): string {
  return command === "" ? shapes : markedGroup(escapeMarkup(command), escapeMarkup(about), shapes);
}

/** As {@linkcode marked}, of texts that are markup already. */
export const markedGroup = (command: string, about: string, shapes: string): string =>
  `<g class="mark" data-trace="${command}"><title>${about}</title>${shapes}</g>`;

export interface Grid {
  title: string;
  width: number;
  rows: readonly string[];
  /** How many; `ticks` names some of them. */
  columns: number;
  ticks: readonly { column: number; text: string }[];
  /** `share` is what the darkness of a cell stands for, from none to all; nothing is drawn where there is no cell. */
  cell: (row: number, column: number) => (Mark & { share: number }) | null;
  color: string;
  rowHeight?: number;
  /** What none and all mean: the two ends of the legend. */
  legend: readonly [none: string, all: string];
}

const LEVELS = 20, FAINTEST = 0.07, HEAD = 58, FOOT = 24, GAP = 8;

/** A heat map: shares as shades of one colour, which reads on light and on dark. */
export function grid(
  { title: heading, width, rows, columns, ticks, cell: cellAt, color, rowHeight = 20, legend }: Grid,
): string {
  const left = Math.max(...rows.map((name) => textWidth(name, 12))) + GAP;
  const cell = (width - left) / columns, gap = cell > 6 ? 1 : cell > 3 ? 0.5 : 0;
  // Those that lead nowhere are one path a shade, so that the drawing stays small.
  const shades = new Map<number, string[]>(), cells: string[] = [];
  rows.forEach((_, row) => {
    for (let column = 0; column < columns; column++) {
      const found = cellAt(row, column);
      if (found === null) continue;
      const w = round(cell - gap),
        box = `M${round(left + column * cell)} ${HEAD + row * rowHeight}h${w}v${rowHeight - 1}h${-w}z`;
      const opacity = opacityOf(found.share);
      if (found.command === "") shades.set(opacity, [...(shades.get(opacity) ?? []), box]);
      else cells.push(marked(found, shade(opacity, box)));
    }
  });
  const height = HEAD + rows.length * rowHeight + FOOT;
  return picture(width, height, [
    title(heading),
    ...scale(legend, color),
    ...rows.map((name, row) =>
      label({ x: left - GAP, y: HEAD + (row + 0.5) * rowHeight + 3.5, text: name, anchor: "end" })
    ),
    `<g fill="${color}">${[...shades].map(([opacity, boxes]) => shade(opacity, boxes.join(""))).join("")}${
      cells.join("")
    }</g>`,
    ...fitting(ticks, left, cell, width).map(({ x, text }) =>
      label({ x, y: height - 6, text, size: 11, color: COLORS.muted })
    ),
  ]);
}

const shade = (opacity: number, path: string) => `<path fill-opacity="${opacity}" d="${path}"/>`;

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
