import { type LakeAt, readSilverColumns } from "../lake/mod.ts";
import { FIELDS } from "../reading/mod.ts";
import { type HourlySeries, seriesOf } from "./hourly.ts";

/**
 * The hourly series of every station in a lake's silver, in order of their names; none where there is no row.
 *
 * @throws {PipelineError} `lake_mismatch` where a file of silver is damaged
 * @example
 * ```ts
 * import { loadSeries } from "./load.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(await loadSeries("no such folder"), []);
 * ```
 */
export async function loadSeries(lake: LakeAt): Promise<HourlySeries[]> {
  return seriesOf(await readSilverColumns(lake, FIELDS.map(({ name }) => name)));
}
