import { dirname } from "node:path";

/** A change of one column that begins in the middle of a file. */
export interface Drift {
  /** Name of the column, as in the first line. */
  column: string;
  /** What its values are multiplied by. */
  factor: number;
  /** Share of the lines that stay as they are, from 0 to 1. */
  after: number;
}

/** A copy of a CSV in which a sensor drifts: beside the file, with the line at which the drift begins. Missing values stay missing. */
export async function driftedCsv(
  path: string,
  { column, factor, after }: Drift,
): Promise<{ path: string; line: number }> {
  const lines = (await Deno.readTextFile(path)).split("\n");
  const delimiter = lines[0]!.includes(";") ? ";" : ",", at = lines[0]!.split(delimiter).indexOf(column);
  if (at < 0) throw new Error(`Cannot change ${column} in ${path}: it has the columns ${lines[0]}`);
  const first = 1 + Math.floor(after * (lines.length - 1));
  const changed = lines.map((line, index) => {
    const cells = line.split(delimiter), value = Number(cells[at]?.replace(",", ".") || NaN);
    if (index < first || !(value >= 0)) return line;
    return cells.with(at, String(Math.round(value * factor))).join(delimiter);
  });
  const copy = `${dirname(path)}/drifted.csv`;
  await Deno.writeTextFile(copy, changed.join("\n"));
  return { path: copy, line: first + 1 };
}
