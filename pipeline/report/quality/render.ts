import { renderDocument } from "../../document/mod.ts";
import { composeReport } from "./compose.ts";
import type { ReportInputs } from "./inputs.ts";
import { jsonReport } from "./json.ts";

/**
 * The quality report as files, by name: `index.html` (one page that needs nothing else), `quality.json`, `quality.md`, and each
 * chart as an SVG. Without effects: the same inputs give the same bytes.
 *
 * @example
 * ```ts
 * import { renderReport } from "../mod.ts";
 * import { readQuality } from "../../quality/mod.ts";
 * import assert from "node:assert/strict";
 * const lakeDir = await Deno.makeTempDir();
 * const files = await renderReport({ quality: await readQuality(lakeDir), runs: [], proof: null });
 * assert.deepEqual([...files.keys()], ["index.html", "quality.json", "quality.md"]);
 * await Deno.remove(lakeDir, { recursive: true });
 * ```
 */
export async function renderReport(inputs: ReportInputs): Promise<Map<string, string>> {
  return await renderDocument(composeReport(inputs), "quality", jsonReport(inputs));
}
