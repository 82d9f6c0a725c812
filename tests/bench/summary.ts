import { alignedText } from "./text.ts";

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
      return [
        name,
        Object.fromEntries(figures.map((figure) => [figure, summarizeRuns(runs.map((run) => run[figure] ?? NaN))])),
      ];
    }),
  );
}

/** Sums the runs of one figure up. */
export function summarizeRuns(runs: number[]): FigureSummary {
  const sorted = runs.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, lowest: sorted[0]!, highest: sorted.at(-1)!, runs };
}

/** The summary as a table of text. */
export function summaryTable(summary: Summary): string {
  return alignedText(
    Object.entries(summary).flatMap(([name, figures]) => [
      [name, "median", "lowest", "highest"],
      ...Object.entries(figures).map(([figure, { median, lowest, highest }]) => [
        `  ${figure}`,
        ...[median, lowest, highest].map(numberText),
      ]),
    ]),
  );
}

/** Three digits that count: more would be noise. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return "unknown";
  return value.toLocaleString("en-US", {
    maximumFractionDigits: Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0,
  });
}
