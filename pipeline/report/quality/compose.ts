import { count, type Document, plural } from "../../document/mod.ts";
import type { ReportInputs } from "./inputs.ts";
import { conservationSection } from "./sections/conservation.ts";
import { fieldsSection } from "./sections/fields.ts";
import { limitsSection } from "./sections/limits.ts";
import { completenessSection } from "./sections/completeness.ts";
import { dictionarySection } from "./sections/dictionary.ts";
import { explorerOf, exploreSection } from "./sections/explore.ts";
import { orderSection } from "./sections/order.ts";
import { rulesSection } from "./sections/rules.ts";
import { sensorsSection } from "./sections/sensors.ts";
import { valuesSection } from "./sections/values.ts";
import { outcomeSection } from "./sections/outcome.ts";
import { reasonsSection } from "./sections/reasons.ts";
import { rejectedSection } from "./sections/rejected.ts";
import { levelMeasureSection } from "./sections/level_measure.ts";
import { ruleMeasureSection } from "./sections/rule_measure.ts";
import { runsSection } from "./sections/runs.ts";
import { speedSection } from "./sections/speed.ts";
import { summarySection } from "./sections/summary.ts";

/**
 * What a report says, section by section, before it takes a form: for those who want one of its charts or tables elsewhere.
 *
 * @example
 * ```ts
 * import { composeReport } from "../mod.ts";
 * import { readQuality } from "../../quality/mod.ts";
 * import assert from "node:assert/strict";
 * const lakeDir = await Deno.makeTempDir();
 * const { sections } = composeReport({ quality: await readQuality(lakeDir), runs: [], proof: null });
 * assert.equal(sections[0]?.heading, "Summary");
 * await Deno.remove(lakeDir, { recursive: true });
 * ```
 */
export function composeReport(inputs: ReportInputs): Document {
  const { quality } = inputs;
  return {
    title: "Air quality: data quality report",
    subtitle: subtitle(inputs),
    sections: [
      summarySection(inputs),
      ...exploreSection(quality),
      outcomeSection(inputs),
      reasonsSection(inputs),
      ...rulesSection(inputs),
      ...rejectedSection(inputs),
      ...completenessSection(inputs),
      fieldsSection(inputs),
      ...valuesSection(inputs),
      ...sensorsSection(inputs),
      limitsSection(inputs),
      orderSection(inputs),
      ...conservationSection(inputs),
      ...inputs.measured === undefined
        ? []
        : [ruleMeasureSection(inputs.measured), ...levelMeasureSection(inputs.measured)],
      speedSection(inputs),
      runsSection(inputs),
      dictionarySection(inputs),
    ],
    ...quality.slices.cells.length === 0 ? {} : { explorer: explorerOf(quality) },
  };
}

function subtitle({ quality, runs }: ReportInputs): string {
  const sources = [...new Set(runs.map(({ source }) => `${source.name} (SHA-256 ${source.sha256.slice(0, 12)}…)`))];
  const data = sources.length === 0
    ? "Data set not recorded"
    : sources.length === 1
    ? sources[0]!
    : `${count(sources.length)} data sets`;
  if (quality.firstTs === null || quality.lastTs === null) return `${data} · no accepted reading`;
  const period = `${quality.firstTs.slice(0, 10)} to ${quality.lastTs.slice(0, 10)}`;
  return `${data} · ${period} · ${plural(quality.stations, "station")}`;
}
