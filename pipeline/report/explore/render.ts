import { renderDocument } from "../../document/mod.ts";
import { exploreText } from "../../explore/mod.ts";
import { composeExplore } from "./compose.ts";
import type { ExploreInputs } from "./inputs.ts";

/**
 * A station's exploration as files, by name: `index.html` (one page that needs nothing else), `explore.json`, `explore.md`, and each
 * chart as an SVG. Without effects: the same inputs give the same bytes.
 *
 * @example
 * ```ts
 * import { renderExplore } from "../mod.ts";
 * import { emptySeries, exploreStation } from "../../explore/mod.ts";
 * import assert from "node:assert/strict";
 * const series = emptySeries();
 * const files = await renderExplore({ ...exploreStation(series, []), series, fills: {}, synthetic: false });
 * assert.deepEqual([...files.keys()], ["index.html", "explore.json", "explore.md"]);
 * ```
 */
export function renderExplore(inputs: ExploreInputs): Promise<Map<string, string>> {
  return renderDocument(composeExplore(inputs), "explore", exploreText(inputs.numbers));
}
