import { NOTE_CODES, REASON_CODES, STATION_ID } from "../reading/mod.ts";

/** Which rows a mark stands for. */
export interface Evidence {
  kind: "reason" | "note";
  code: string;
  field?: string | undefined;
  station?: string | undefined;
  /** UTC date; a mark of more than a day has none. */
  date?: string | null | undefined;
}

/**
 * The command that leads from a mark to the lines behind it. Empty where a part of it came from outside and is none of the known codes
 * and names: it is made to be copied into a shell.
 */
export function traceCommand({ kind, code, field = "", station = "", date }: Evidence): string {
  const codes: readonly string[] = kind === "reason" ? REASON_CODES : NOTE_CODES;
  if (!codes.includes(code)) return "";
  return [
    `deno task trace --${kind === "reason" ? "rule" : "note"} ${code}`,
    ...(/^[a-z0-9_]+$/.test(field) && field !== "other" ? [`--field ${field}`] : []),
    ...(STATION_ID.test(station) ? [`--station ${station}`] : []),
    ...(date ? [`--date ${date}`] : []),
  ].join(" ");
}

/** The command that shows one message, wherever it ended. */
export const offsetCommand = (partition: number, offset: number): string =>
  `deno task trace --offset ${partition}:${offset}`;
