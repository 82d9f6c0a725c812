import {
  type LevelChange,
  type OtherReading,
  type SilentChannel,
  type Span,
  type SummerTimeStation,
  traceCommand,
} from "../../quality/mod.ts";
import { count, measure, minuteOf } from "../../document/mod.ts";
import { dateOf, FIELDS } from "../../reading/mod.ts";

const HOUR_MS = 3_600_000;

/** From the first to the last of its readings, each of which counts as an hour. */
export const hoursOf = ({ from, to }: Span): number => Math.round((Date.parse(to) - Date.parse(from)) / HOUR_MS) + 1;

/** "76 hours from 2005-02-08 17:00 to 2005-02-11 20:00". */
export function spanText(span: Span): string {
  const hours = hoursOf(span);
  return hours === 1
    ? `an hour at ${minuteOf(span.from)}`
    : `${count(hours)} hours from ${minuteOf(span.from)} to ${minuteOf(span.to)}`;
}

/** The readings without a value of a channel, from the day of its last one on. */
export const silentCommand = ({ field, station, lastTs }: SilentChannel, stations: number): string =>
  traceCommand({ kind: "missing", field, station: stations === 1 ? undefined : station, from: lastTs?.slice(0, 10) });

/** The readings with the note; where all were rejected there is none with one. The only station of a lake need not be named. */
export function spanCommand(code: string, span: Span, stations: number): string {
  const { field, from, to, readings, rejected } = span;
  const where = { station: stations === 1 ? undefined : span.station, from: from.slice(0, 10), to: to.slice(0, 10) };
  return readings === rejected
    ? traceCommand({ kind: "outcome", outcome: "rejected", ...where })
    : traceCommand({ kind: "note", code, field, ...where });
}

/** "102 to 0.204 ppb". */
export function levelText({ field, before, after }: LevelChange): string {
  const { unit = "" } = FIELDS.find(({ name }) => name === field) ?? {};
  return `${measure(before)} to ${measure(after)}${unit && ` ${unit}`}`;
}

const DAY_MS = 24 * HOUR_MS;

/** The readings of the days around the change. */
export function levelCommand({ station, date }: LevelChange, stations: number): string {
  const [from, to] = [-1, 1].map((days) => dateOf(Date.parse(date) + days * DAY_MS));
  return traceCommand({
    kind: "outcome",
    outcome: "accepted",
    station: stations === 1 ? undefined : station,
    from,
    to,
  });
}

/** Shows the duplicates of the date of a reading that counts. */
export function duplicateCommand({ station, ts }: OtherReading, stations: number): string {
  const date = ts.slice(0, 10);
  const where = { station: stations === 1 ? undefined : station, from: date, to: date };
  return traceCommand({ kind: "reason", code: "duplicate", ...where });
}

/** Shows the rejected duplicates of the first doubled hour, or, if no hour is doubled, the readings of the first night with a missing hour. */
export function nightCommand({ station, missing, doubled }: SummerTimeStation, stations: number): string {
  const ts = doubled[0] ?? missing[0]!, date = ts.slice(0, 10);
  const where = { station: stations === 1 ? undefined : station, from: date, to: date };
  return doubled.length === 0
    ? traceCommand({ kind: "outcome", outcome: "accepted", ...where })
    : traceCommand({ kind: "reason", code: "duplicate", ...where, hour: Number(ts.slice(11, 13)) });
}
