import type { Document } from "./document.ts";
import type { ReportInputs } from "./inputs.ts";
import { conservationSection } from "./sections/conservation.ts";
import { fieldsSection } from "./sections/fields.ts";
import { no2Section } from "./sections/no2.ts";
import { outcomeSection } from "./sections/outcome.ts";
import { reasonsSection } from "./sections/reasons.ts";
import { rejectedSection } from "./sections/rejected.ts";
import { ruleMeasureSection } from "./sections/rule_measure.ts";
import { runsSection } from "./sections/runs.ts";
import { summarySection } from "./sections/summary.ts";
import { count, plural } from "./number_text.ts";

/** Says everything, in order. */
export function composeReport(inputs: ReportInputs): Document {
  return {
    title: "Air quality: data quality report",
    subtitle: subtitle(inputs),
    sections: [
      summarySection(inputs),
      ...conservationSection(inputs),
      outcomeSection(inputs),
      reasonsSection(inputs),
      fieldsSection(inputs),
      no2Section(inputs),
      ...rejectedSection(inputs),
      ...inputs.measured === undefined ? [] : [ruleMeasureSection(inputs.measured)],
      runsSection(inputs),
    ],
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
