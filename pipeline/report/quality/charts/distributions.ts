import { type FieldQuality, traceCommand } from "../../../quality/mod.ts";
import {
  COLORS,
  count,
  label,
  marked,
  measure,
  picture,
  round,
  share,
  textWidth,
  title,
} from "../../../document/mod.ts";

const HEAD = 34, TOP = 34, PLOT = 74, FOOT = 22, GAP = 28;

/**
 * Small histograms, one a measurement: the values that are kept, and beside them, as the bar at the left edge, what cleaning took for
 * gaps. The bar shows a share of all readings, its height against the tallest bin would hide the rest.
 */
export function drawDistributions(fields: readonly FieldQuality[], rows: number, width: number): string {
  const across = width < 500 ? 1 : 3, cell = (width - GAP * (across - 1)) / across, tall = TOP + PLOT + FOOT;
  const parts = fields.map((field, index) => {
    const x = (index % across) * (cell + GAP), y = HEAD + Math.floor(index / across) * tall;
    return `<g transform="translate(${round(x)} ${y})">${drawField(field, rows, cell)}</g>`;
  });
  return picture(width, HEAD + Math.ceil(fields.length / across) * tall, [
    title("Values after cleaning, and gaps"),
    ...parts,
  ]);
}

function drawField(field: FieldQuality, rows: number, width: number): string {
  const { name, unit, histogram: { counts, start, width: step }, missing, outOfRange } = field;
  const gaps = missing + outOfRange, most = Math.max(1, ...counts);
  const left = 12, bin = (width - left) / Math.max(1, counts.length), base = TOP + PLOT;
  const bars = counts.map((count, index) => {
    const height = round(PLOT * count / most);
    return count === 0
      ? ""
      : `M${round(left + index * bin)} ${base}v${-Math.max(0.5, height)}h${round(bin * 0.9)}V${base}z`;
  }).join("");
  const end = measure(start + counts.length * step), gapHeight = round(PLOT * gaps / rows);
  const heading = unit === "" ? name : `${name}, ${unit}`;
  const gapText = `${share(gaps, rows)} gaps`;
  const gapLabel = textWidth(heading, 12) + textWidth(gapText, 11) > width
    ? ""
    : label({ x: width, y: 22, text: gapText, size: 11, anchor: "end", color: COLORS.muted });
  return [
    label({ x: 0, y: 22, text: heading, weight: 600 }),
    gaps === 0 ? gapLabel : marked(
      {
        about: `${name}: ${count(gaps)} of ${count(rows)} without a value`,
        command: traceCommand({ kind: "missing", field: name }),
      },
      `${gapLabel}<rect x="0" y="${
        round(base - gapHeight)
      }" width="6" height="${gapHeight}" fill="${COLORS.missing}"/>`,
    ),
    `<path d="M0 ${base}H${round(width)}" stroke="${COLORS.line}"/>`,
    bars === ""
      ? label({ x: left, y: base - 8, text: "no value", color: COLORS.muted })
      : `<path d="${bars}" fill="${COLORS.valid}"/>`,
    counts.length === 0 ? "" : label({ x: left, y: base + 14, text: measure(start), size: 11, color: COLORS.muted }),
    counts.length === 0 || step === 0
      ? ""
      : label({ x: width, y: base + 14, text: end, size: 11, anchor: "end", color: COLORS.muted }),
  ].join("");
}
