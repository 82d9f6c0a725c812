import type { ReportInputs } from "./inputs.ts";

/** The report's numbers for programs. The order of keys is that of the inputs, which make them in a fixed one. */
export function jsonReport({ quality, runs, proof, measured }: ReportInputs): string {
  const synthetic = runs.some((run) => run.source.synthetic);
  return `${JSON.stringify({ synthetic, runs, proof, quality, measures: measured?.measures }, null, 2)}\n`;
}
