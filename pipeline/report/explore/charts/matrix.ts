import { COLORS, label, marked, picture, round, textWidth, title } from "../../../document/mod.ts";
import type { ExploreNumbers } from "../../../explore/mod.ts";
import { labelOf } from "../names.ts";
import { short } from "../text.ts";

const HEAD = 58, GAP = 8;

/** A triangle of correlations: orange below nothing, blue above; empty where a relation is not shown. */
export function drawMatrix(pairs: ExploreNumbers["pearson"], width: number): string {
  const fields = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))], names = fields.map(labelOf);
  const byPair = new Map(pairs.flatMap((pair) => [[`${pair.a} ${pair.b}`, pair], [`${pair.b} ${pair.a}`, pair]]));
  const narrow = width < 500, size = 12;
  const left = narrow ? 26 : Math.max(...names.map((name) => textWidth(name, size))) + GAP;
  const cell = (width - left) / fields.length, row = narrow ? 22 : 28;
  const parts = fields.flatMap((field, at) => {
    const y = HEAD + at * row;
    return [
      label({
        x: left - GAP,
        y: y + row / 2 + 4,
        text: narrow ? String(at + 1) : names[at]!,
        anchor: "end",
      }),
      ...fields.slice(0, at).map((other, column) => {
        const { r, shown } = byPair.get(`${field} ${other}`)!, x = left + column * cell;
        if (r === null) return "";
        const opacity = round(0.08 + 0.82 * Math.abs(r));
        const box = `<rect x="${round(x)}" y="${y}" width="${round(cell - 1)}" height="${row - 1}" ${
          shown === true
            ? `fill="${r < 0 ? COLORS.rejected : COLORS.valid}" fill-opacity="${opacity}"`
            : `fill="none" stroke="${COLORS.line}"`
        }/>`;
        const text = narrow ? "" : label({
          x: x + cell / 2,
          y: y + row / 2 + 4,
          text: short(Math.round(100 * r) / 100),
          size: 11,
          anchor: "middle",
          color: shown === true && opacity > 0.55 ? COLORS.surface : COLORS.ink,
        });
        return marked({
          about: `${labelOf(field)} and ${labelOf(other)}: r ${short(r)}${shown === true ? "" : ", not shown"}`,
          command: "deno task export",
        }, box + text);
      }),
      label({
        x: left + at * cell + 2,
        y: y + row / 2 + 4,
        text: narrow ? "" : String(at + 1),
        size: 11,
        color: COLORS.muted,
      }),
    ];
  });
  const foot = HEAD + fields.length * row + 16;
  return picture(width, foot + (narrow ? 8 + 15 * Math.ceil(fields.length / 2) : 0), [
    title("Pearson correlation"),
    ...legend(),
    ...parts,
    ...narrow
      ? names.map((name, at) =>
        label({ x: (at % 2) * (width / 2), y: foot + 15 * (at >> 1), text: `${at + 1} ${name}`, size: 11 })
      )
      : [],
  ]);
}

function legend(): string[] {
  const entries = [["−", COLORS.rejected], ["+", COLORS.valid]] as const;
  return [
    ...entries.flatMap(([text, color], index) => [
      `<rect x="${index * 40}" y="31" width="13" height="12" fill="${color}"/>`,
      label({ x: index * 40 + 18, y: 41, text, size: 11, color: COLORS.muted }),
    ]),
    `<rect x="80" y="31" width="13" height="12" fill="none" stroke="${COLORS.line}"/>`,
    label({ x: 98, y: 41, text: "not shown to be related", size: 11, color: COLORS.muted }),
  ];
}
