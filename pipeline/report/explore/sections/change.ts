import { listed, type Section } from "../../../document/mod.ts";
import { exportCommand } from "../../../quality/mod.ts";
import { barChart } from "../charts/bar.ts";
import type { ExploreInputs } from "../inputs.ts";
import { labelOf, POLLUTANTS, withUnit } from "../names.ts";
import { interval, percentText, short } from "../text.ts";
import { tableOf } from "./table.ts";

/** Trend, levels, and the same weeks of both years. */
export function changeSection({ numbers: { trend, changes, same_season: seasons } }: ExploreInputs): Section {
  const known = POLLUTANTS.filter((field) => seasons.fields[field].reason === null);
  const sure = known.filter((field) => (seasons.fields[field].low ?? 0) > 0 || (seasons.fields[field].high ?? 0) < 0);
  return {
    id: "change",
    heading: "Did the air change?",
    blocks: [
      { kind: "notice", tone: "warning", lead: "Trend and season", text: trend.note },
      {
        kind: "chart",
        name: "same-season",
        alt: "Difference between the same weeks of both years, with intervals.",
        spec: (width) =>
          barChart({
            title: "Second year less first, % of the first, same weeks",
            width,
            bars: known.map((field) => {
              const { mean_first, difference, low, high } = seasons.fields[field];
              const of = (value: number | null) => value === null ? null : 100 * value / mean_first!;
              return { name: labelOf(field), value: of(difference) ?? 0, low: of(low), high: of(high) };
            }),
          }),
        data: tableOf(
          `Means of ${seasons.first} and ${seasons.second}`,
          ["Measurement", "hours", "first", "hours", "second", "difference", "95 % interval"],
          POLLUTANTS.map((field) => {
            const row = seasons.fields[field];
            return [
              withUnit(field),
              String(row.n_first),
              short(row.mean_first),
              String(row.n_second),
              short(row.mean_second),
              row.reason ?? short(row.difference),
              interval(row.low, row.high),
            ];
          }),
        ),
      },
      {
        kind: "text",
        text:
          `Seen: ${
            sure.length === 0 ? "no change is shown" : `a change is shown for ${listed(sure.map(labelOf))}`
          }; an interval that contains 0 shows no change. ` +
          "So what: where the level changed, a model learnt in the first year is wrong by that much unless it reads the last hours. Two springs " +
          "are two samples of weather, not a trend.",
      },
      {
        kind: "table",
        ...tableOf(
          "Straight line through the daily means, with an interval that allows for dependence",
          ["Measurement", "days", "per year", "95 % interval", "prose:spans of constant level (PELT)"],
          POLLUTANTS.map((field) => {
            const { days, per_year, low, high, reason } = trend.fields[field];
            return [
              withUnit(field),
              String(days),
              reason ?? short(per_year),
              interval(low, high),
              changes[field].reason ??
                changes[field].levels.map(({ from, to, mean }) => `${from} to ${to}: ${short(mean)}`).join("; "),
            ];
          }),
        ),
      },
    ],
  };
}

const SHOWN_EVENTS = 12;

/** Hours that trend and cycle do not explain. */
export function anomaliesSection({ numbers: { anomalies, settings, describe } }: ExploreInputs): Section {
  const events = POLLUTANTS.flatMap((field) => anomalies[field].events.map((event) => ({ ...event, field })));
  const largest = events.toSorted((a, b) => Math.abs(b.z) - Math.abs(a.z)).slice(0, SHOWN_EVENTS);
  const months = [...new Set(events.map(({ peak }) => peak.slice(0, 7)))].toSorted();
  const of = (month: string, kind: string) =>
    events.filter((event) => event.peak.startsWith(month) && event.kind === kind).length;
  const kinds = [["episode", "several channels"], ["sensor", "one channel"], [
    "unknown",
    "others not observed",
  ]] as const;
  return {
    id: "anomalies",
    heading: "Strange hours",
    blocks: events.length === 0
      ? [{ kind: "text", text: `No answer or no event: ${anomalies.no2_gt.reason ?? "no hour was flagged"}.` }]
      : [
        {
          kind: "chart",
          name: "anomalies",
          alt: "Flagged spells by month.",
          spec: (width) =>
            barChart({
              title: `Spells with robust |z| over ${settings.anomalyZ}, by month`,
              width,
              bars: months.flatMap((month) =>
                kinds.map(([kind, series]) => ({ name: month, series, value: of(month, kind) }))
              ),
            }),
          data: tableOf(
            "The largest spells",
            [
              "Peak",
              "code:field",
              "value",
              "z",
              "hours",
              "text:moved too",
              "text:noted",
              "T, °C",
              "RH, %",
              "command:rows",
            ],
            largest.map((event) => [
              event.peak.slice(0, 16).replace("T", " "),
              event.field,
              short(event.value),
              short(event.z),
              String(event.hours),
              event.with.length === 0 ? event.kind : event.with.slice(0, 3).map(labelOf).join(", "),
              event.notes.join(", ") || "–",
              short(event.t),
              short(event.rh),
              exportCommand(event.start.slice(0, 10), event.end.slice(0, 10)),
            ]),
          ),
        },
        {
          kind: "text",
          text:
            `Seen: ${
              POLLUTANTS.map((field) =>
                `${labelOf(field)} ${
                  percentText(anomalies[field].flagged / Math.max(1, describe[field].n))
                } of its hours`
              ).join(", ")
            } are flagged; of a normal distribution it would be 0.05 %. What is left after trend and day has ` +
            "long tails. So what: a flag is a question, not an error. Several channels together are an episode of " +
            "the air; one alone is a reason to look at the instrument.",
        },
      ],
  };
}
