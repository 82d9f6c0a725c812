import { type Block, type Document, plural, type Section, type SeriesExplorer } from "../../document/mod.ts";
import { FIELDS } from "../../reading/mod.ts";
import { type FieldName, HOUR_MS } from "../../series/mod.ts";
import { findingsOf } from "./findings.ts";
import type { ExploreInputs } from "./inputs.ts";
import { labelOf, unitOf, withUnit } from "./names.ts";
import { anomaliesSection, changeSection } from "./sections/change.ts";
import { contextSection, viewsSection } from "./sections/context.ts";
import { memorySection, partsSection } from "./sections/memory.ts";
import { relationsSection, sensorsSection, weatherSection } from "./sections/relations.ts";
import { rhythmSection } from "./sections/rhythm.ts";

/**
 * What the page of a station says, section by section, before it takes a form: for those who want one of its charts elsewhere.
 *
 * @example
 * ```ts
 * import { composeExplore } from "../mod.ts";
 * import { emptySeries, exploreStation } from "../../explore/mod.ts";
 * import assert from "node:assert/strict";
 * const series = emptySeries();
 * const { sections } = composeExplore({ ...exploreStation(series, []), series, fills: {}, synthetic: false });
 * assert.equal(sections[0]?.heading, "Findings");
 * ```
 */
export function composeExplore(inputs: ExploreInputs): Document {
  const { station } = inputs.numbers, isEmpty = station.first === null || station.last === null;
  const title = "What a year of this air says";
  if (isEmpty) {
    const text = `No answer: ${station.reason ?? "silver has no reading"}. Fill the lake by: deno task pipeline.`;
    return {
      title,
      subtitle: "No reading",
      sections: [{ id: "findings", heading: "Findings", blocks: [{ kind: "text", text }] }],
    };
  }
  return {
    title,
    subtitle: `${station.id} · ${station.first!.slice(0, 10)} to ${station.last!.slice(0, 10)} · ${
      plural(station.hours, "hour")
    }, of which ${station.present.toLocaleString("en-US")} have a reading`,
    sections: [
      findingsSection(inputs),
      { id: "series", heading: "The year, hour by hour", blocks: [{ kind: "series" }] },
      rhythmSection(inputs),
      relationsSection(inputs),
      memorySection(inputs),
      partsSection(inputs),
      anomaliesSection(inputs),
      changeSection(inputs),
      weatherSection(inputs),
      sensorsSection(inputs),
      contextSection(inputs),
      viewsSection(inputs),
      fieldsSection(inputs),
    ],
    series: seriesOf(inputs),
  };
}

function findingsSection(inputs: ExploreInputs): Section {
  const cards = findingsOf(inputs), { stations } = inputs.numbers;
  const blocks: Block[] = [
    ...inputs.synthetic
      ? [{
        kind: "notice" as const,
        tone: "warning" as const,
        lead: "Synthetic data",
        text:
          "These readings were made by this project. The numbers show how the page works; they say nothing about any town.",
      }]
      : [],
    cards.length === 0
      ? { kind: "text", text: "No finding: too few hours for any of the ten. The sections below say what each needs." }
      : { kind: "cards", items: cards },
  ];
  if (stations.length > 1) {
    blocks.push({
      kind: "table",
      caption: "All stations of the lake",
      columns: [{ header: "Station", as: "code" }, { header: "Results", as: "code" }],
      rows: stations.map(({ id, file }) => [id, file]),
      folded: true,
    });
  }
  return {
    id: "findings",
    heading: cards.length === 0 ? "Findings" : `${cards.length} findings that matter`,
    blocks,
  };
}

/** What each measurement is, before anyone computes with it. */
function fieldsSection({ numbers: { describe } }: ExploreInputs): Section {
  const digits = (value: number | null) =>
    value === null ? "–" : value.toLocaleString("en-US", { maximumSignificantDigits: 4 }).replace("-", "−");
  return {
    id: "fields",
    heading: "All measurements",
    blocks: [{
      kind: "table",
      caption: "Observed hours; quartiles by type 7",
      columns: ["Measurement", "hours", "missing", "mean", "sd", "min", "q1", "median", "q3", "max"].map((
        header,
        index,
      ) => ({
        header,
        as: index === 0 ? "text" as const : "number" as const,
      })),
      rows: (Object.keys(describe) as FieldName[]).map((field) => {
        const { n, missing, mean, sd, min, q1, median, q3, max } = describe[field];
        return [
          withUnit(field),
          n.toLocaleString("en-US"),
          missing.toLocaleString("en-US"),
          ...[mean, sd, min, q1, median, q3, max].map(digits),
        ];
      }),
    }],
  };
}

/** Steps so small that no reading of the source is rounded. */
const STEPS: Partial<Record<FieldName, number>> = { co_gt: 0.1, c6h6_gt: 0.1, t: 0.1, rh: 0.1, ah: 0.0001 };

function seriesOf({ series }: ExploreInputs): SeriesExplorer {
  const dateAt = (hour: number) => new Date(series.startMs + hour * HOUR_MS).toISOString().slice(0, 10);
  const first = dateAt(0), last = dateAt(series.length - 1);
  const year = Number(first.slice(0, 4)), next = year + 1;
  const spans = [
    { name: "the whole", from: first, to: last },
    { name: "spring", from: `${year}-03-01`, to: `${year}-05-31` },
    { name: "summer", from: `${year}-06-01`, to: `${year}-08-31` },
    { name: "autumn", from: `${year}-09-01`, to: `${year}-11-30` },
    { name: "winter", from: `${year}-12-01`, to: `${next}-02-28` },
    { name: "spring of the next year", from: `${next}-03-01`, to: `${next}-05-31` },
  ];
  return {
    startMs: series.startMs,
    spans: spans.filter(({ from, to }) => from <= last && to >= first),
    fields: FIELDS.map(({ name }) => {
      const field = name as FieldName, step = STEPS[field] ?? 1;
      const values = Array.from(series.fields[field], (value) => Number.isNaN(value) ? "" : Math.round(value / step));
      return { name, label: labelOf(field), unit: unitOf(field), step, values: values.join(",") };
    }),
  };
}
