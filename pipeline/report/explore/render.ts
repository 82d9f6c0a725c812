import { renderDocument } from "../../document/mod.ts";
import { exploreText } from "../../explore/mod.ts";
import { composeExplore } from "./compose.ts";
import type { ExploreInputs } from "./inputs.ts";

/**
 * A station's exploration as files, by name: `index.html` (one page that needs nothing else), `explore.json`, `explore.md`, and each
 * chart as an SVG. Without effects: the same inputs give the same bytes.
 */
export function renderExplore(inputs: ExploreInputs): Promise<Map<string, string>> {
  return renderDocument(composeExplore(inputs), "explore", exploreText(inputs.numbers));
}
