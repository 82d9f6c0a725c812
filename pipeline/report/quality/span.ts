import { type SilentChannel, type Span, traceCommand } from "../../quality/mod.ts";
import { count, minuteOf } from "../../document/mod.ts";

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
