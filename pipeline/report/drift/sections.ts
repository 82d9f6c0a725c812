import { count, listed, measure, minuteOf, plural, type Section, type Table } from "../../document/mod.ts";
import type { Comparison, DriftResult, Meaning } from "../../drift/mod.ts";
import { alarmsChart, delayChart, rowsCommand, stabilityChart, subjectOf } from "./charts.ts";

const MEANING: Record<Meaning, string> = {
  sensor: "the channel no longer agrees with its reference as it did",
  air: "the same days of both years differ, and channel and reference still agree",
  season: "the same days of both years look alike",
  undecided: "there is nothing to compare with that could tell",
};

/** What the alarms after the cut say, in one look. */
export function summarySection({ alarms, false_alarms, periods, models }: DriftResult): Section {
  const real = false_alarms.filter(({ detector }) => detector !== "always" && detector !== "never");
  const kept = real.filter(({ high, stated_per_year }) => high <= stated_per_year);
  const { clean, season, season_reason } = periods;
  return {
    id: "summary",
    heading: "Summary",
    blocks: [
      {
        kind: "notice",
        tone: kept.length === real.length ? "good" : "warn",
        lead: `${kept.length} of ${real.length} detectors keep their promise.`,
        text:
          `They state at most one false alarm a year on each stream. Measured on years drawn from the clean month: ` +
          listed(real.map(({ detector, measured_per_year }) => `${detector} ${measured_per_year.toFixed(2)}`)) + ".",
      },
      {
        kind: "facts",
        items: [
          ["Alarms after the cut", count(alarms.length)],
          ...(Object.keys(MEANING) as Meaning[]).map((meaning) =>
            [
              `… ${meaning}: ${MEANING[meaning]}`,
              count(alarms.filter((alarm) => alarm.meaning === meaning).length),
            ] as const
          ),
          ["Clean month", `${clean.first} to ${clean.last}`],
          [
            "Same days of both years",
            season === null
              ? `none: ${season_reason}`
              : `${season.reference.first} to ${season.reference.last}, ${season.current.first} to ${season.current.last}`,
          ],
          ["Models whose errors are watched", listed(models) || "none"],
        ],
      },
    ],
  };
}

/** Stated against measured false alarms, with the two detectors that are of no use. */
export function falseAlarmSection({ false_alarms }: DriftResult): Section {
  return {
    id: "false-alarms",
    heading: "False alarms: stated and measured",
    blocks: [
      {
        kind: "text",
        text:
          "Thresholds come from years in which nothing changes: whole days of the clean month, drawn with replacement. The rate is then " +
          "measured on other years drawn alike, for one stream, with the exact 95 % interval of a Poisson count. A detector that always " +
          "alarms and one that never does stand beside them: both are easy, and of no use.",
      },
      {
        kind: "table",
        caption: "False alarms a year on one stream",
        columns: [
          { header: "Detector", as: "code" },
          { header: "Stated, at most", as: "number" },
          { header: "Measured", as: "number" },
          { header: "95 % interval", as: "number" },
          { header: "Streams", as: "number" },
          { header: "Years each", as: "number" },
        ],
        rows: false_alarms.map((row) => [
          row.detector,
          count(row.stated_per_year),
          measure(row.measured_per_year),
          `${measure(row.low)} to ${measure(row.high)}`,
          count(row.streams),
          count(row.years),
        ]),
      },
    ],
  };
}

/** How soon planted shifts are found. */
export function delaySection(result: DriftResult): Section {
  const { delays } = result;
  const data: Table = {
    caption: "Hours from a planted shift to the alarm",
    columns: [
      { header: "Detector", as: "code" },
      { header: "Shift (sd)", as: "number" },
      { header: "Median hours", as: "number" },
      { header: "Found within 60 days", as: "number" },
    ],
    rows: delays.map(({ detector, shift_sd, median_hours, found, runs }) => [
      detector,
      String(shift_sd),
      measure(median_hours),
      `${found} of ${runs}`,
    ]),
  };
  return {
    id: "delays",
    heading: "How soon a shift is found",
    blocks: [
      {
        kind: "text",
        text:
          "A shift is planted into years without change, and stays. The price of few false alarms is time: small shifts take days. PSI and " +
          "KS look at a week of values, so they need most of a week for any shift.",
      },
      {
        kind: "chart",
        name: "delays",
        alt: "Lines of the median delay by size of the shift, one for each detector; all fall with the size.",
        spec: (width) => delayChart(result, width),
        data,
      },
    ],
  };
}

/** Distributions before and after the cut, and of equal seasons. */
export function inputsSection(result: DriftResult): Section {
  const { inputs, ratios, periods } = result;
  const { year, season } = periods;
  const cells = ({ psi, ks, p, n_reference, n_current }: Comparison) => [
    measure(psi),
    measure(ks),
    p === null ? "–" : p < 1e-4 ? "< 0.0001" : measure(p),
    `${count(n_reference)} / ${count(n_current)}`,
  ];
  const columns = [
    { header: "PSI", as: "number" },
    { header: "KS D", as: "number" },
    { header: "p", as: "number" },
    { header: "Hours", as: "number" },
    { header: "Why there is no number", as: "prose" },
  ] as const;
  const table = (caption: string, header: string, comparisons: Record<string, Comparison>): Table => ({
    caption,
    columns: [{ header, as: "code" }, ...columns],
    rows: Object.entries(comparisons).map(([name, each]) => [name, ...cells(each), each.reason ?? ""]),
  });
  return {
    id: "inputs",
    heading: "What has changed in the inputs",
    blocks: [
      {
        kind: "text",
        text:
          `${year.reference.first} to ${year.reference.last} against ${year.current.first} to ${year.current.last}. ` +
          (season === null
            ? `There are no equal seasons to compare: ${periods.season_reason}. `
            : "Winter is no drift, so the same days of both years are compared, too. ") +
          "The p of KS holds for independent values; hours are dependent, so read D.",
      },
      {
        kind: "chart",
        name: "stability",
        alt:
          "Two points for each field: its stability index before against after the cut, and on the same days of both years.",
        spec: (width) => stabilityChart(result, width),
        data: table("Before and after the cut", "Field", inputs.year),
      },
      { kind: "table", ...table("Same days of both years", "Field", inputs.season) },
      { kind: "table", ...table("Ratios, same days of both years", "Ratio", ratios.season) },
    ],
  };
}

/** Each alarm, what it means, and the readings that it rests on. */
export function alarmsSection({ alarms }: DriftResult): Section {
  const heading = "Alarms and what they mean", id = "alarms";
  if (alarms.length === 0) return { id, heading, blocks: [{ kind: "text", text: "There is no alarm after the cut." }] };
  return {
    id,
    heading,
    blocks: [
      {
        kind: "text",
        text:
          "Equal seasons decide: where the same days of both years look alike, an alarm is the season's. Where they differ, the ratio of the " +
          "channel to its reference decides between sensor and air. Each command gives the readings of the days that an alarm rests on.",
      },
      {
        kind: "chart",
        name: "alarms",
        alt: `${plural(alarms.length, "alarm")} by time and what they are about, coloured by what they mean.`,
        spec: (width) => alarmsChart(alarms, width),
        data: {
          caption: "Alarms after the cut",
          columns: [
            { header: "Hour", as: "text" },
            { header: "Detector", as: "code" },
            { header: "About", as: "text" },
            { header: "Statistic / threshold", as: "number" },
            { header: "Values", as: "number" },
            { header: "Meaning", as: "text" },
            { header: "Because", as: "prose" },
            { header: "Evidence", as: "command" },
          ],
          rows: alarms.map((alarm) => [
            minuteOf(alarm.ts),
            alarm.detector,
            subjectOf(alarm),
            `${measure(alarm.statistic)} / ${measure(alarm.threshold)}`,
            count(alarm.rows),
            alarm.meaning,
            alarm.because,
            rowsCommand(alarm),
          ]),
        },
      },
    ],
  };
}

/** The error that was expected before the truth arrived. */
export function estimateSection({ estimates }: DriftResult): Section {
  return {
    id: "estimates",
    heading: "The error, before the truth arrives",
    blocks: [
      {
        kind: "text",
        text:
          "When a forecast is made, its error is still unknown. It is estimated from the forecast's level and its step from the last value, " +
          "as both went with errors in the clean month. A sensor that lies about the truth deceives the estimate; then the errors alarm.",
      },
      {
        kind: "table",
        caption: "Mean absolute error by month",
        columns: [
          { header: "Target", as: "code" },
          { header: "Model", as: "code" },
          { header: "Month", as: "text" },
          { header: "Estimated", as: "number" },
          { header: "Came", as: "number" },
          { header: "Hours", as: "number" },
        ],
        rows: estimates.map(({ target, model, month, estimated_mae, mae, hours }) => [
          target,
          model,
          month,
          measure(estimated_mae),
          measure(mae),
          count(hours),
        ]),
      },
    ],
  };
}

/** Everything that is watched, with its thresholds. */
export function streamsSection({ streams }: DriftResult): Section {
  return {
    id: "streams",
    heading: "What is watched",
    blocks: [{
      kind: "table",
      caption: "Streams and detectors",
      folded: true,
      columns: [
        { header: "Stream", as: "text" },
        { header: "Detector", as: "code" },
        { header: "Threshold", as: "number" },
        { header: "False alarms a year", as: "number" },
        { header: "Alarms after the cut", as: "number" },
        { header: "Why it is not watched", as: "prose" },
      ],
      rows: streams.flatMap((stream) =>
        stream.reason !== null
          ? [[subjectOf(stream), "–", "–", "–", "–", stream.reason]]
          : stream.detectors.map((each) => [
            subjectOf(stream),
            each.detector,
            measure(each.threshold),
            measure(each.false_alarms_per_year),
            count(each.alarms),
            "",
          ])
      ),
    }],
  };
}
