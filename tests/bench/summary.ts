/** What one run of a measurement gave, by name with unit. */
export type Figures = Record<string, number>;

/** One figure over all runs. */
export interface FigureSummary {
  median: number;
  lowest: number;
  highest: number;
  /** In the order of the runs. */
  runs: number[];
}

/** Measurement → figure → summary. */
export type Summary = Record<string, Record<string, FigureSummary>>;

/** Sums the runs of each measurement up, figure by figure. */
export function summarize(measured: ReadonlyMap<string, readonly Figures[]>): Summary {
  return Object.fromEntries(
    [...measured].map(([name, runs]) => {
      const figures = Object.keys(runs[0] ?? {});
      return [name, Object.fromEntries(figures.map((figure) => [figure, summarizeFigure(runs, figure)]))];
    }),
  );
}

function summarizeFigure(measured: readonly Figures[], figure: string): FigureSummary {
  const runs = measured.map((run) => run[figure] ?? NaN);
  const sorted = runs.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, lowest: sorted[0]!, highest: sorted.at(-1)!, runs };
}

/** The summary as a table of text. */
export function summaryTable(summary: Summary): string {
  const rows = Object.entries(summary).flatMap(([name, figures]) => [
    [name, "median", "lowest", "highest"],
    ...Object.entries(figures).map(([figure, { median, lowest, highest }]) => [
      `  ${figure}`,
      ...[median, lowest, highest].map(numberText),
    ]),
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map(([name, ...cells]) =>
    [name!.padEnd(widths[0]!), ...cells.map((cell, at) => cell.padStart(widths[at + 1]!))].join("  ")
  ).join("\n");
}

/** Three digits that count: more would be noise. */
function numberText(value: number): string {
  if (!Number.isFinite(value)) return "unknown";
  return value.toLocaleString("en-US", {
    maximumFractionDigits: Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0,
  });
}
