import {
  type Block,
  clock,
  count,
  listed,
  measure,
  minuteOf,
  plural,
  type Section,
  share,
  type Table,
} from "../../../document/mod.ts";
import type { ReportInputs } from "../inputs.ts";
import { offsetCommand, type Span, type Spans, traceCommand } from "../../../quality/mod.ts";
import { worstHour } from "../findings.ts";
import { hoursOf, levelCommand, nightCommand, silentCommand, spanCommand } from "../span.ts";
import { sampleTable } from "../sample_table.ts";

/** What the data say about the instruments. */
export function sensorsSection({ quality }: ReportInputs): Section[] {
  const blocks = [
    ...outages(quality),
    ...silent(quality),
    ...flatlines(quality),
    ...levels(quality),
    ...summerTime(quality),
    ...calibration(quality),
    ...dependences(quality),
    ...suspects(quality),
  ];
  if (quality.rows === 0) return [];
  return [{
    id: "sensors",
    heading: "Sensors",
    blocks: blocks.length === 0 ? [{ kind: "text", text: "Nothing unusual was found." }] : blocks,
  }];
}

type Quality = ReportInputs["quality"];

function outages({ outages, stations }: Quality): Block[] {
  if (outages.total === 0) return [];
  return [
    { kind: "heading", text: "Joint outages" },
    {
      kind: "text",
      text:
        `All eight sensors are missing together in ${
          plural(outages.readings, "reading")
        }: the station was down, not a ` +
        "channel. Hours without any pollutant either were rejected; they are part of it.",
    },
    ...sampleTable(spansTable("joint_outage", "outage", outages, stations)),
  ];
}

function flatlines({ flatlines, stations }: Quality): Block[] {
  if (flatlines.total === 0) return [];
  return [
    { kind: "heading", text: "Flatlines" },
    {
      kind: "text",
      text:
        "A measurement that gives exactly the same value for hours. The note starts at the hour at which this has lasted " +
        "as long as the rule says; the values are kept.",
    },
    ...sampleTable(spansTable("flatline", "flatline", flatlines, stations)),
  ];
}

/** The longest first, each with its lines. */
function spansTable(
  code: "joint_outage" | "flatline",
  noun: string,
  { total, longest }: Spans,
  stations: number,
): Table {
  const isOfField = code === "flatline", many = stations > 1;
  const of = total > longest.length
    ? `The ${longest.length} longest of ${count(total)} ${noun}s`
    : `${plural(total, noun)}, the longest first`;
  return {
    caption: of,
    columns: [
      ...(isOfField ? [{ header: "Measurement", as: "code" as const }] : []),
      { header: "From", as: "text" },
      { header: "To", as: "text" },
      { header: "Hours", as: "number" },
      ...(isOfField ? [] : [{ header: "Rejected", as: "number" as const }]),
      { header: "Lines", as: "number" },
      ...(many ? [{ header: "Station", as: "text" as const }] : []),
      { header: "Evidence", as: "command" },
    ],
    rows: longest.map((span) => [
      ...(isOfField ? [span.field] : []),
      minuteOf(span.from),
      minuteOf(span.to),
      count(hoursOf(span)),
      ...(isOfField ? [] : [count(span.rejected)]),
      linesOf(span),
      ...(many ? [span.station] : []),
      spanCommand(code, span, stations),
    ]),
  };
}

function levels({ levels: { total, clearest }, stations }: Quality): Block[] {
  if (total === 0) return [];
  return [
    { kind: "heading", text: "Changed levels" },
    {
      kind: "text",
      text:
        "Daily means of the seven days before and after, the strangest day of either side left out, are apart by a factor of 2; or " +
        "by one of 1.5, measured by at least three channels that usually move along; or by one of 5 where outages of weeks lie between. " +
        "Temperatures: by 7, 4 and 16 degrees.",
    },
    ...sampleTable({
      caption: total > clearest.length
        ? `The ${clearest.length} clearest of ${count(total)} changes`
        : `${plural(total, "change")}, the clearest first`,
      columns: [
        { header: "Measurement", as: "code" },
        { header: "Station", as: "text" },
        { header: "From about", as: "text" },
        { header: "Before", as: "number" },
        { header: "After", as: "number" },
        { header: "Measured by", as: "text" },
        { header: "Evidence", as: "command" },
      ],
      rows: clearest.map((change) => [
        change.field,
        change.station,
        change.date,
        measure(change.before),
        measure(change.after),
        change.against === 0 ? "its own days" : plural(change.against, "other channel"),
        levelCommand(change, stations),
      ]),
    }),
  ];
}

function summerTime({ summerTime: { total, stations: found }, stations }: Quality): Block[] {
  if (total === 0) return [];
  const hours = (timestamps: readonly string[]) => timestamps.length === 0 ? "–" : listed(timestamps.map(minuteOf));
  return [
    { kind: "heading", text: "Clocks that seem to follow summer time" },
    ...sampleTable({
      caption: total > found.length
        ? `The first ${found.length} of ${count(total)} stations`
        : `${plural(total, "station")}: hours of nights on which clocks are set in the EU or the USA`,
      columns: [
        { header: "Station", as: "text" },
        { header: "Missing as the only hour", as: "text" },
        { header: "Twice as the only hour", as: "text" },
        { header: "Evidence", as: "command" },
      ],
      rows: found.map((station) => [
        station.station,
        hours(station.missing),
        hours(station.doubled),
        nightCommand(station, stations),
      ]),
    }),
  ];
}

function linesOf({ firstLine, lastLine }: Span): string {
  if (firstLine === null || lastLine === null) return "–";
  return firstLine === lastLine ? count(firstLine) : `${count(firstLine)}–${count(lastLine)}`;
}

function dependences({ dependences }: Quality): Block[] {
  if (dependences.length === 0) return [];
  return [
    { kind: "heading", text: "Dependent measurements" },
    {
      kind: "text",
      text:
        "Found from the data, for all pairs: Chatterjee’s ξ is near 1 where a measurement is a function of another one, of any " +
        "shape, and near 0 where it says nothing about it. Pairs from 0.95 on are listed. Such a measurement is no independent evidence.",
    },
    {
      kind: "table",
      caption: "Measurements that are nearly a function of another one",
      columns: [
        { header: "Measurement", as: "code" },
        { header: "Function of", as: "code" },
        { header: "ξ", as: "number" },
        { header: "Reverse ξ", as: "number" },
        { header: "Readings", as: "number" },
      ],
      rows: dependences.map((
        { field, of, xi, back, rows },
      ) => [field, of, xi.toFixed(4), back.toFixed(4), count(rows)]),
    },
  ];
}

function silent({ silent, stations }: Quality): Block[] {
  if (silent.length === 0) return [];
  return [
    { kind: "heading", text: "Dead channels" },
    ...sampleTable({
      caption: "Channels without a value for at least the last 14 days of their station",
      columns: [
        { header: "Measurement", as: "code" },
        { header: "Station", as: "text" },
        { header: "Last value", as: "text" },
        { header: "Days without", as: "number" },
        { header: "Evidence", as: "command" },
      ],
      rows: silent.map((channel) => [
        channel.field,
        channel.station,
        channel.lastTs === null ? "never" : minuteOf(channel.lastTs),
        count(channel.days),
        silentCommand(channel, stations),
      ]),
    }),
  ];
}

function calibration({ rules, fields, rowsByHour }: Quality): Block[] {
  const notes = rules.filter(({ kind, code }) => kind === "note" && code === "calibration_hour");
  if (notes.length === 0) return [];
  return [
    { kind: "heading", text: "Calibration hours" },
    {
      kind: "table",
      caption: "Measurements that are regularly missing at one hour",
      columns: [
        { header: "Measurement", as: "code" },
        { header: "Noted", as: "number" },
        { header: "Most missing at", as: "text" },
        { header: "Missing then", as: "number" },
        { header: "Evidence", as: "command" },
      ],
      rows: notes.map(({ field, rows }) => {
        const found = fields.find(({ name }) => name === field);
        const hour = found === undefined ? 0 : worstHour(found, rowsByHour);
        return [
          field,
          count(rows),
          clock(hour),
          share(found?.missingByHour[hour] ?? 0, rowsByHour[hour]!),
          traceCommand({ kind: "note", code: "calibration_hour", field }),
        ];
      }),
    },
  ];
}

function suspects({ suspectSample, suspect }: Quality): Block[] {
  if (suspectSample.length === 0) return [];
  return [
    { kind: "heading", text: "Suspect readings" },
    ...sampleTable({
      caption: `${count(suspectSample.length)} of ${count(suspect)} suspect readings, by partition:offset`,
      columns: [
        { header: "Offset", as: "code" },
        { header: "Line", as: "number" },
        { header: "Station", as: "text" },
        { header: "Time", as: "text" },
        { header: "Notes", as: "prose" },
        { header: "Evidence", as: "command" },
      ],
      rows: suspectSample.map(({ partition, offset, sourceLine, stationId, ts, notes }) => [
        `${partition}:${offset}`,
        sourceLine === null ? "–" : count(sourceLine),
        stationId,
        minuteOf(ts),
        notes.join("; "),
        offsetCommand(partition, offset),
      ]),
    }),
  ];
}
