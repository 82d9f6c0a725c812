import { COLORS, label, picture, round, textWidth, title } from "../../../document/mod.ts";

export interface PairRow {
  name: string;
  /** Shares of the bar's length. */
  before: number;
  after: number;
  text: string;
}

const HEAD = 56, ROW = 30, BAR = 9, GAP = 10;

/** Two bars a row: of A, and of B below it. On a narrow picture the names stand above their bars. */
export function drawPairs(
  { title: heading, rows, width }: { title: string; rows: readonly PairRow[]; width: number },
): string {
  const narrow = width < 500, tall = narrow ? ROW + 16 : ROW;
  const left = narrow ? 0 : Math.max(...rows.map(({ name }) => textWidth(name, 12))) + GAP;
  const right = Math.max(...rows.map(({ text }) => textWidth(text, 12))) + GAP, length = width - left - right;
  const bar = (y: number, part: number, color: string) =>
    part === 0
      ? ""
      : `<rect x="${round(left)}" y="${y}" width="${
        round(Math.max(1, length * part))
      }" height="${BAR}" fill="${color}"/>`;
  const parts = rows.flatMap(({ name, before, after, text }, index) => {
    const y = HEAD + index * tall, bars = narrow ? y + 16 : y;
    return [
      narrow ? label({ x: 0, y: y + 10, text: name }) : label({ x: left - GAP, y: y + 14, text: name, anchor: "end" }),
      bar(bars, before, COLORS.missing),
      bar(bars + BAR + 1, after, COLORS.valid),
      label({ x: width, y: bars + 14, text, anchor: "end" }),
    ];
  });
  const key = (x: number, name: string, color: string) => [
    `<rect x="${x}" y="31" width="12" height="12" fill="${color}"/>`,
    label({ x: x + 18, y: 41, text: name, size: 11, color: COLORS.muted }),
  ];
  return picture(width, HEAD + rows.length * tall, [
    title(heading),
    ...key(0, "A", COLORS.missing),
    ...key(50, "B", COLORS.valid),
    ...parts,
  ]);
}
