import { type LakeAt, writeColumns } from "../lake/mod.ts";
import { loadSeries } from "../series/load.ts";
import { filledColumns, regulatoryColumns } from "./columns.ts";
import { regulatoryOf } from "./regulatory.ts";
import { VIEW_RULES } from "./rule.ts";

export const VIEWS = ["dashboard", "learning", "regulatory"] as const;
export type View = typeof VIEWS[number];

/** A file of a view. */
export interface WrittenView {
  readonly view: View;
  readonly stationId: string;
  /** Without its ending: it is there as `.parquet` and as `.csv`. */
  readonly path: string;
  readonly rows: number;
  /** Values that were filled; 0 for `regulatory`. */
  readonly filled: number;
}

/**
 * Writes the three views of silver to `dir`: for each a folder, and in it for each station a Parquet and a CSV with the same rows. Only
 * silver is read, so the same silver gives the same bytes.
 *
 * @throws {PipelineError} `lake_mismatch`, `no_permission`
 * @example
 * ```ts
 * import { writeViews } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(await writeViews("no such folder", "views"), []);
 * ```
 */
export async function writeViews(lake: LakeAt, dir: string): Promise<WrittenView[]> {
  const written: WrittenView[] = [];
  for (const series of await loadSeries(lake)) {
    for (const view of VIEWS) {
      const columns = view === "regulatory"
        ? regulatoryColumns(series.stationId, regulatoryOf(series))
        : filledColumns(series, VIEW_RULES[view]);
      const path = `${dir}/${view}/${series.stationId}`;
      for (const format of ["parquet", "csv"] as const) await writeColumns(columns, `${path}.${format}`, format);
      const filled = columns.filter(({ name }) => name.endsWith("_fill"))
        .reduce((sum, { values }) => sum + values.filter((method) => !Number.isNaN(method)).length, 0);
      written.push({ view, stationId: series.stationId, path, rows: columns[0]!.values.length, filled });
    }
  }
  return written;
}
