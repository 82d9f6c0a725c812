import { renderDocument } from "../../document/mod.ts";
import { modelsJson } from "../../forecast/mod.ts";
import { composeModels } from "./compose.ts";
import type { ModelsInputs } from "./inputs.ts";

/**
 * The report of the models as files, by name: `index.html` (one page that needs nothing else), `models.json`, `models.md`, and each
 * chart as an SVG. `models.json` has the same bytes for the same models; the page also says what they cost in time.
 */
export const renderModels = (inputs: ModelsInputs): Promise<Map<string, string>> =>
  renderDocument(composeModels(inputs), "models", modelsJson(inputs.evaluation));
