import type { Section } from "../../../document/mod.ts";
import { HOUR_MS } from "../../../series/mod.ts";
import { type Candidate, CANDIDATES, fillGaps, VIEW_RULES } from "../../../views/mod.ts";
import { barChart } from "../charts/bar.ts";
import { lineChart } from "../charts/line.ts";
import type { ExploreInputs } from "../inputs.ts";
import { labelOf, POLLUTANTS, ruleName, withUnit } from "../names.ts";
import { percentText, short } from "../text.ts";
import { tableOf } from "./table.ts";

/** Limits, typical ranges, and rules that would cost real air. */
export function contextSection({ numbers: { limits, typical, policies } }: ExploreInputs): Section {
  const count = (value: number) => value.toLocaleString("en-US");
  return {
    id: "limits",
    heading: "Limits and ranges",
    blocks: [
      {
        kind: "text",
        text:
          "The directives and guidelines of today beside the data's years, as a measure of size. An official statement needs values for 90 % " +
          `of a year's hours; here ${
            limits.filter(({ enough }) => enough).length
          } of ${limits.length} rows have enough.`,
      },
      {
        kind: "table",
        ...tableOf(
          "Limit values by calendar year",
          [
            "Rule",
            "code:field",
            "text:of",
            "limit",
            "allowed",
            "year",
            "compared",
            "over",
            "largest",
            "valid",
            "text:enough",
          ],
          limits.map((row) => [
            row.rule,
            row.field,
            row.of,
            short(row.limit),
            String(row.allowed),
            String(row.year),
            count(row.compared),
            count(row.exceeded),
            short(row.value),
            percentText(row.valid_share),
            row.enough ? "yes" : "no",
          ]),
        ),
      },
      {
        kind: "chart",
        name: "typical",
        alt: "Share of the hours below, within and above the typical urban range.",
        spec: (width) =>
          barChart({
            title: "Share of hours above the range that is called typical for a town",
            width,
            bars: typical.flatMap(({ field, low, high, above_share }) =>
              above_share === null ? [] : [{
                name: `${labelOf(field)} ${low} to ${high}`,
                value: above_share,
                label: percentText(above_share),
              }]
            ),
          }),
        data: tableOf(
          "Typical ranges as context",
          ["Measurement", "from", "to", "hours", "below", "above"],
          typical.map(({ field, low, high, n, below, above }) => [
            withUnit(field),
            short(low),
            short(high),
            count(n),
            count(below),
            count(above),
          ]),
        ),
      },
      {
        kind: "text",
        text: "So what: such a range is a band to read by. As a filter it would remove the very hours that matter.",
      },
      {
        kind: "chart",
        name: "policies",
        alt: "Hours that rules found elsewhere would lose.",
        spec: (width) =>
          barChart({
            title: "Hours that a rule would throw away",
            width,
            bars: policies.map(({ policy, lost_hours }) => ({
              name: ruleName(policy),
              value: lost_hours,
              label: count(lost_hours),
              command: "deno task policies",
            })),
          }),
        data: tableOf(
          "What rules found elsewhere would cost",
          ["prose:Rule", "hours kept", "hours lost", "NO2 hours over 200", "kept of these"],
          policies.map(({ policy, kept_hours, lost_hours, no2_over_200, no2_over_200_kept }) => [
            policy,
            count(kept_hours),
            count(lost_hours),
            count(no2_over_200),
            count(no2_over_200_kept),
          ]),
        ),
      },
    ],
  };
}

const CANDIDATE_NAMES: Readonly<Record<Candidate, string>> = {
  linear_interpolation: "line",
  rolling_mean: "rolling mean",
  carried_forward: "last value",
  same_hour_before: "same hour before",
  carried_then_same_hour: "last value, then same hour",
};

/** Gaps, how fills were chosen, and the three views of one week. */
export function viewsSection({ fills, series, numbers: { stl } }: ExploreInputs): Section {
  const field = stl.co_gt.reason === null ? "co_gt" : "no2_gt", values = series.fields[field];
  const start = gappyWeek(values), end = Math.min(values.length, start + 7 * 24);
  const hours = Array.from({ length: Math.max(0, end - start) }, (_, index) => start + index);
  const scored = POLLUTANTS.flatMap((name) => (fills[name] ?? []).map((score) => ({ name, ...score })))
    .filter(({ hours }) => hours > 0);
  const views = [
    ["learning", fillGaps(values, VIEW_RULES.learning).values],
    ["dashboard", fillGaps(values, VIEW_RULES.dashboard).values],
    ["regulatory: as observed", values],
  ] as const;
  return {
    id: "views",
    heading: "Gaps, and three views of them",
    blocks: hours.length === 0 ? [{ kind: "text", text: "No answer: there is no hour to show." }] : [
      {
        kind: "chart",
        name: "views-week",
        alt: `A week of ${labelOf(field)} in the three views.`,
        spec: (width) =>
          lineChart({
            title: `A week of ${withUnit(field)}, one view above the other`,
            width,
            height: 300,
            isTime: true,
            timeFormat: "%d %b",
            points: views.flatMap(([series_, list], lane) =>
              hours.map((hour) => ({
                x: series.startMs + hour * HOUR_MS,
                y: Number.isNaN(list[hour]!) ? null : list[hour]! + lane * laneHeight(values, hours),
                series: series_,
              }))
            ),
          }),
        data: tableOf(
          "The week, hour by hour",
          ["Hour", ...views.map(([name]) => name)],
          hours.map((hour) => [
            new Date(series.startMs + hour * HOUR_MS).toISOString().slice(0, 16).replace("T", " "),
            ...views.map(([, list]) => Number.isNaN(list[hour]!) ? "–" : short(list[hour])),
          ]),
        ),
      },
      {
        kind: "text",
        text:
          "Each view is drawn above the one before, by a fixed distance. Seen: what is observed is the same in all; the dashboard closes " +
          "short gaps by a line, learning fills by what was known then, regulatory leaves every gap. So what: choose the view by the " +
          "question, and read its flags. `deno task views` writes them as Parquet and CSV.",
      },
      ...scored.length === 0 ? [] : [{
        kind: "table" as const,
        ...tableOf(
          "Error of each fill on hidden hours, by length of the gap, in the field's unit",
          [
            "Measurement",
            "text:gap",
            "real gaps",
            "hidden hours",
            ...Object.keys(CANDIDATES).map((name) => CANDIDATE_NAMES[name as Candidate]),
          ],
          scored.map(({ name, gaps, realGaps, hours, mae }) => [
            withUnit(name),
            gaps,
            String(realGaps),
            hours.toLocaleString("en-US"),
            ...(Object.keys(CANDIDATES) as Candidate[]).map((each) => short(mae[each])),
          ]),
        ),
      }],
    ],
  };
}

/** The week with most gaps among those that are half observed or more: there the views differ. */
function gappyWeek(values: Float64Array): number {
  let best = 0, most = -1;
  for (let start = 0; start + 168 <= values.length; start += 24) {
    const missing = values.subarray(start, start + 168).filter(Number.isNaN).length;
    if (missing <= 60 && missing > most) [best, most] = [start, missing];
  }
  return best;
}

function laneHeight(values: Float64Array, hours: readonly number[]): number {
  const seen = hours.map((hour) => values[hour]!).filter((value) => !Number.isNaN(value));
  return Math.ceil(Math.max(1, ...seen));
}
