import { COLORS, label, picture, round } from "../../document/mod.ts";

interface Box {
  readonly x: number;
  readonly y: number;
  readonly name: string;
  readonly lines: readonly string[];
  readonly kind: "process" | "topic" | "table" | "file";
}

const WIDTH = 762, BOX = 124, HEIGHT = 58;
const FILL = { process: COLORS.valid, topic: COLORS.suspect, table: COLORS.good, file: COLORS.missing } as const;
const KINDS = { process: "process", topic: "topic of Kafka", table: "table (Parquet by date)", file: "file" } as const;

const [A, B, C, D, E] = [0, 159, 318, 477, 636] as const;
const [TOP, MIDDLE, BOTTOM, LAST] = [34, 134, 234, 334] as const;

const BOXES = {
  csv: { x: A, y: TOP, name: "Source", lines: ["CSV, or a sensor"], kind: "file" },
  produce: { x: B, y: TOP, name: "Producer", lines: ["paced, formats,", "never judges"], kind: "process" },
  raw: { x: C, y: TOP, name: "raw", lines: ["as measured,", "gaps kept"], kind: "topic" },
  consume: { x: D, y: TOP, name: "Consumer", lines: ["judges, gives", "every reason"], kind: "process" },
  clean: { x: E, y: TOP, name: "clean", lines: ["accepted", "readings"], kind: "topic" },
  rejected: { x: C, y: MIDDLE, name: "dead letters", lines: ["rejected, with", "every reason"], kind: "topic" },
  silver: { x: D, y: MIDDLE, name: "silver", lines: ["one row a", "reading"], kind: "table" },
  forecaster: { x: E, y: MIDDLE, name: "Forecaster", lines: ["one a reading,", "target, model"], kind: "process" },
  explore: { x: B, y: BOTTOM, name: "Exploration", lines: ["views, rhythms,", "limits"], kind: "process" },
  train: { x: C, y: BOTTOM, name: "Training", lines: ["up to the cut,", "then evaluation"], kind: "process" },
  models: { x: D, y: BOTTOM, name: "models", lines: ["each with its", "digest"], kind: "file" },
  forecasts: { x: E, y: BOTTOM, name: "forecasts", lines: ["value, interval,", "error"], kind: "table" },
  prove: { x: A, y: MIDDLE, name: "Proof", lines: ["topics, tables,", "file: all equal"], kind: "process" },
  results: { x: A, y: LAST, name: "Results files", lines: ["numbers of", "every report"], kind: "file" },
  drift: { x: C, y: LAST, name: "Drift", lines: ["season, air", "or sensor?"], kind: "process" },
  watch: { x: E, y: LAST, name: "Live page", lines: ["metrics, alerts,", "health"], kind: "process" },
} as const satisfies Record<string, Box>;

type Name = keyof typeof BOXES;

/** From one box to another: sideways where they are in one row, else down or up, by way of the space between rows. */
const ARROWS: readonly (readonly [from: Name, to: Name])[] = [
  ["csv", "produce"],
  ["produce", "raw"],
  ["raw", "consume"],
  ["consume", "clean"],
  ["consume", "silver"],
  ["consume", "rejected"],
  ["csv", "prove"],
  ["rejected", "prove"],
  ["clean", "forecaster"],
  ["forecaster", "forecasts"],
  ["silver", "train"],
  ["silver", "explore"],
  ["train", "models"],
  ["models", "forecaster"],
  ["train", "drift"],
  ["explore", "results"],
  ["drift", "results"],
  ["forecasts", "watch"],
];

/** The system as a picture: what runs, what is stored, and which way the data go. */
export function drawArchitecture(): string {
  const legend = Object.entries(KINDS).map(([kind, text], index) => {
    const x = [0, 90, 220, 400][index]!;
    return `<rect x="${x}" y="2" width="12" height="12" rx="2" fill="${FILL[kind as Box["kind"]]}"/>` +
      label({ x: x + 18, y: 13, text, size: 12, color: COLORS.muted });
  });
  return picture(WIDTH, LAST + HEIGHT + 6, [
    `<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">` +
    `<path d="M0 0L8 4L0 8z" fill="${COLORS.muted}"/></marker></defs>`,
    ...legend,
    ...ARROWS.map(([from, to]) => arrow(BOXES[from], BOXES[to])),
    ...Object.values(BOXES).map(box),
  ]);
}

function box({ x, y, name, lines, kind }: Box): string {
  return `<rect x="${x}" y="${y}" width="${BOX}" height="${HEIGHT}" rx="6" fill="${COLORS.surface}" stroke="${
    FILL[kind]
  }" stroke-width="1.5"/><rect x="${x}" y="${y}" width="6" height="${HEIGHT}" rx="3" fill="${FILL[kind]}"/>` +
    label({ x: x + 14, y: y + 19, text: name, size: 13, weight: 600 }) +
    lines.map((text, index) => label({ x: x + 14, y: y + 35 + 14 * index, text, size: 11, color: COLORS.muted }))
      .join("");
}

function arrow(from: Box, to: Box): string {
  const path = from.y === to.y ? sideways(from, to) : between(from, to);
  return `<path d="${path}" fill="none" stroke="${COLORS.muted}" stroke-width="1.3" marker-end="url(#arrow)"/>`;
}

function sideways(from: Box, to: Box): string {
  const y = from.y + HEIGHT / 2;
  return from.x < to.x ? `M${from.x + BOX} ${y}H${to.x - 2}` : `M${from.x} ${y}H${to.x + BOX + 2}`;
}

function between(from: Box, to: Box): string {
  const down = to.y > from.y, start = down ? from.y + HEIGHT : from.y, end = down ? to.y - 2 : to.y + HEIGHT + 2;
  // Side by side they would lie on each other.
  const shift = from.x === to.x ? 0 : Math.sign(to.x - from.x) * 24;
  const x1 = from.x + BOX / 2 + shift, x2 = to.x + BOX / 2 - shift, middle = round((start + end) / 2);
  return x1 === x2 ? `M${x1} ${start}V${end}` : `M${x1} ${start}V${middle}H${x2}V${end}`;
}
