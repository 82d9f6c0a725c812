import type { Block, Section } from "../document.ts";
import type { ReportInputs } from "../inputs.ts";
import { offsetCommand, traceCommand } from "../command.ts";
import { clock, worstHour } from "../findings.ts";
import { count, share } from "../number_text.ts";
import { sampleTable } from "../sample_table.ts";

/** What the data say about the instruments. */
export function sensorsSection({ quality }: ReportInputs): Section[] {
  const blocks = [...dependences(quality), ...silent(quality), ...calibration(quality), ...suspects(quality)];
  if (quality.rows === 0) return [];
  return [{
    id: "sensors",
    heading: "Sensors",
    blocks: blocks.length === 0 ? [{ kind: "text", text: "Nothing odd was found." }] : blocks,
  }];
}

type Quality = ReportInputs["quality"];

function dependences({ dependences }: Quality): Block[] {
  if (dependences.length === 0) return [];
  return [
    { kind: "heading", text: "Dependent measurements" },
    {
      kind: "text",
      text:
        "Found from the data, for all pairs: Chatterjee’s ξ is near 1 where a measurement is a function of another one, of any " +
        "shape, and near 0 where it tells nothing of it. Listed are those from 0.95 on. Such a measurement is no independent evidence.",
    },
    {
      kind: "table",
      caption: "Measurements that are nearly a function of another one",
      columns: [
        { header: "Measurement", as: "code" },
        { header: "Function of", as: "code" },
        { header: "ξ", as: "number" },
        { header: "The other way round", as: "number" },
        { header: "Readings", as: "number" },
      ],
      rows: dependences.map((
        { field, of, xi, back, rows },
      ) => [field, of, xi.toFixed(4), back.toFixed(4), count(rows)]),
    },
  ];
}

function silent({ silent }: Quality): Block[] {
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
      rows: silent.map(({ field, station, lastTs, days }) => [
        field,
        station,
        lastTs ?? "never",
        count(days),
        traceCommand({ kind: "note", code: "dead_channel", field, station }),
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
      caption: "Measurements that are missing at an hour by habit",
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
    { kind: "heading", text: "Flatlines, steps and values out of range" },
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
        ts,
        notes.join("; "),
        offsetCommand(partition, offset),
      ]),
    }),
  ];
}
