import type { Proof, RunFacts } from "../../../facts/mod.ts";
import { type Evidence, type QualityNumbers, traceCommand } from "../../../quality/mod.ts";
import { COLORS, count, label, marked, picture, round, title } from "../../../document/mod.ts";

interface Node {
  name: string;
  rows: number;
  color: string;
  from?: string;
  /** Where it leads; a line that is blank, or just read, leads nowhere. */
  rowsOf?: Evidence;
}

const outcome = (outcome: "accepted" | "rejected" | "valid" | "suspect") => ({ kind: "outcome", outcome }) as const;

/** Every line on its way from the file to silver or rejected; the heights of bands are shares of all. */
export function flowColumns(quality: QualityNumbers, proof: Proof | null, runs: readonly RunFacts[]): Node[][] {
  const judged: Node[] = [
    { name: "accepted", rows: quality.rows, color: COLORS.valid, from: "produced", rowsOf: outcome("accepted") },
    { name: "rejected", rows: quality.rejected, color: COLORS.rejected, from: "produced", rowsOf: outcome("rejected") },
  ];
  const kept: Node[] = [
    { name: "valid", rows: quality.valid, color: COLORS.valid, from: "accepted", rowsOf: outcome("valid") },
    { name: "suspect", rows: quality.suspect, color: COLORS.suspect, from: "accepted", rowsOf: outcome("suspect") },
    ...quality.reasons.filter(({ primary }) => primary > 0).map(({ code, primary }) => (
      { name: code, rows: primary, color: COLORS.rejected, from: "rejected", rowsOf: { kind: "reason" as const, code } }
    )),
  ];
  const sum = (pick: (run: RunFacts) => number) => runs.reduce((total, run) => total + pick(run), 0);
  const lines = proof?.counts.dataLines ?? sum((run) => run.dataLines);
  const blank = proof?.counts.blankLines ?? sum((run) => run.blankLines);
  const produced = proof?.counts.produced ?? sum((run) => run.produced);
  // A lake whose messages came otherwise too has no lines to begin with.
  const known = lines > 0 && produced === quality.rows + quality.rejected;
  const first: Node[][] = known
    ? [
      [{ name: "lines read", rows: lines, color: COLORS.missing }],
      [
        { name: "produced", rows: produced, color: COLORS.missing, from: "lines read" },
        { name: "blank", rows: blank, color: COLORS.line, from: "lines read" },
      ],
    ]
    : [[{ name: "produced", rows: quality.rows + quality.rejected, color: COLORS.missing }]];
  return [...first, judged, kept].map((column) => column.filter(({ rows }) => rows > 0));
}

const HEAD = 34, HEIGHT = 190, NODE = 10, LEAST = 2, APART = 40, LABEL = 28, NARROW = 500;

export function drawFlow(columns: readonly (readonly Node[])[], width: number): string {
  const narrow = width < NARROW;
  const shown = narrow ? columns.slice(0, -1) : columns;
  const all = Math.max(1, ...shown.flat().map(({ rows }) => rows));
  const placed = new Map<string, { x: number; y: number; height: number; out: number }>();
  // The last column's text stands beside its bars.
  const reach = narrow ? 96 : 190, step = (width - NODE - reach) / (shown.length - 1);
  const bands: string[] = [], nodes: string[] = [];
  let bottom = HEAD;
  shown.forEach((column, index) => {
    let y = HEAD;
    for (const { name, rows, color, from, rowsOf } of column) {
      const x = index * step, height = Math.max(LEAST, HEIGHT * rows / all);
      const source = from === undefined ? undefined : placed.get(from);
      if (source !== undefined) {
        bands.push(band(source.x + NODE, source.y + source.out, x, y, height, color));
        source.out += HEIGHT * rows / all;
      }
      placed.set(name, { x, y, height, out: 0 });
      const bar = `<rect x="${round(x)}" y="${round(y)}" width="${NODE}" height="${
        round(height)
      }" rx="2" fill="${color}"/>`;
      const mark = {
        about: `${name}: ${count(rows)}`,
        command: rowsOf === undefined ? "" : traceCommand(rowsOf),
      };
      nodes.push(marked(mark, [bar, ...nodeLabel(name, rows, x + NODE + 6, y, height, narrow)].join("")));
      bottom = Math.max(bottom, y + Math.max(height, LABEL));
      y += Math.max(height + 10, APART);
    }
  });
  return picture(width, bottom + 4, [title("From lines to silver and rejected"), ...bands, ...nodes]);
}

function nodeLabel(name: string, rows: number, x: number, y: number, height: number, narrow: boolean): string[] {
  const middle = Math.max(y + 10, y + Math.min(height, HEIGHT) / 2 - 4);
  const size = narrow ? 12 : 14;
  return [
    label({ x, y: middle, text: count(rows), size, weight: 600 }),
    label({ x, y: middle + 15, text: name, size: narrow ? 11 : 12, color: COLORS.muted }),
  ];
}

function band(x1: number, y1: number, x2: number, y2: number, height: number, color: string): string {
  const middle = round((x1 + x2) / 2), [a, b, c, d] = [x1, y1, x2, y2].map(round) as [number, number, number, number];
  return `<path fill="${color}" fill-opacity="0.22" d="M${a} ${b}C${middle} ${b} ${middle} ${d} ${c} ${d}V${
    round(d + height)
  }` +
    `C${middle} ${round(d + height)} ${middle} ${round(b + height)} ${a} ${round(b + height)}Z"/>`;
}
