import { type Document, renderDocument } from "../../document/mod.ts";
import type { DriftResult } from "../../drift/mod.ts";
import {
  alarmsSection,
  delaySection,
  estimateSection,
  falseAlarmSection,
  inputsSection,
  streamsSection,
  summarySection,
} from "./sections.ts";

/**
 * What a study of drift says, section by section, before it takes a form: for those who want one of its charts or tables elsewhere.
 *
 * @param notice what the reader must know of the data before believing any number
 *
 * @example
 * ```ts
 * import { composeDrift } from "../mod.ts";
 * import type { DriftResult } from "../../drift/mod.ts";
 * import assert from "node:assert/strict";
 * const period = { first: "2004-03-10", last: "2004-12-31" };
 * const result: DriftResult = {
 *   silver_digest: null, station: "a", cut: "2004-12-31T23:00:00Z", models: [],
 *   periods: { clean: period, year: { reference: period, current: period }, season: null, season_reason: "too short" },
 *   inputs: { year: {}, season: {} }, ratios: { season: {} },
 *   streams: [], alarms: [], false_alarms: [], delays: [], estimates: [],
 * };
 * assert.equal(composeDrift(result).sections[0]?.heading, "Summary");
 * ```
 */
export function composeDrift(result: DriftResult, notice?: string): Document {
  const { station, cut, periods } = result;
  const summary = summarySection(result);
  if (notice !== undefined) {
    summary.blocks.unshift({ kind: "notice", tone: "warning", lead: "Synthetic data.", text: notice });
  }
  return {
    title: "Air quality: drift",
    subtitle: `Station ${station} · ${periods.year.reference.first} to ${periods.year.current.last} · cut ${
      cut.slice(0, 13)
    }:00`,
    sections: [
      summary,
      falseAlarmSection(result),
      delaySection(result),
      inputsSection(result),
      alarmsSection(result),
      estimateSection(result),
      streamsSection(result),
    ],
  };
}

/**
 * The drift report as files, by name: `index.html`, `drift.json`, `drift.md`, and each chart as an SVG. The same result gives the same
 * bytes.
 *
 * @example
 * ```ts
 * import { renderDrift } from "../mod.ts";
 * import type { DriftResult } from "../../drift/mod.ts";
 * import assert from "node:assert/strict";
 * const period = { first: "2004-03-10", last: "2004-12-31" };
 * const result: DriftResult = {
 *   silver_digest: null, station: "a", cut: "2004-12-31T23:00:00Z", models: [],
 *   periods: { clean: period, year: { reference: period, current: period }, season: null, season_reason: "too short" },
 *   inputs: { year: {}, season: {} }, ratios: { season: {} },
 *   streams: [], alarms: [], false_alarms: [], delays: [], estimates: [],
 * };
 * assert.ok((await renderDrift(result)).has("drift.json"));
 * ```
 */
export function renderDrift(result: DriftResult, notice?: string): Promise<Map<string, string>> {
  return renderDocument(composeDrift(result, notice), "drift", `${JSON.stringify(result, null, 2)}\n`);
}
