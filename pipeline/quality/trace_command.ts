import { FIELDS, NOTE_CODES, REASON_CODES, STATION_ID } from "../reading/mod.ts";

/** Which rows a mark of a report stands for. */
export type Evidence = Asked & {
  station?: string | undefined;
  /** First and last UTC date, both included; from the first to the last where there is none. */
  from?: string | undefined;
  to?: string | undefined;
  /** Of the day, 0 to 23. */
  hour?: number | undefined;
  /** 0 is Monday. */
  weekday?: number | undefined;
};

type Asked =
  | { kind: "reason" | "note"; code: string; field?: string | undefined }
  | { kind: "outcome"; outcome: "accepted" | "valid" | "suspect" | "rejected" }
  /** Accepted without a value of the field, or with `any` of at least one. */
  | { kind: "missing"; field: string }
  | { kind: "over"; field: string; value: number };

/** The days of the week as they are shown; 0 is Monday. */
export const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

/** The days of the week as `trace --weekday` takes them; 0 is Monday. */
export const WEEKDAY_FLAGS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** The form of `trace --offset`. */
export const OFFSET_FLAG = {
  pattern: /^\d{1,9}:\d{1,15}$/,
  parse(text: string): { partition: number; offset: number } {
    const [partition, offset] = text.split(":").map(Number);
    return { partition: partition!, offset: offset! };
  },
  format: (partition: number, offset: number): string => `${partition}:${offset}`,
} as const;

/** The form of `trace --over`: a measurement and a number. */
export const OVER_FLAG = {
  pattern: new RegExp(`^(${FIELDS.map(({ name }) => name).join("|")})=-?\\d{1,9}(\\.\\d{1,9})?$`),
  parse(text: string): { field: string; value: number } {
    const [field, value] = text.split("=");
    return { field: field!, value: Number(value) };
  },
  format: (field: string, value: number): string => `${field}=${value}`,
} as const;

/**
 * The command that leads from a mark to the lines behind it. Empty where a part of it came from outside and is not one of the known codes
 * and names: it is made to be copied into a shell.
 */
export function traceCommand(evidence: Evidence): string {
  const { station = "", from, to, hour, weekday } = evidence;
  const asked = flags(evidence);
  if (asked === "") return "";
  return [
    `deno task trace ${asked}`,
    ...(STATION_ID.test(station) ? [`--station ${station}`] : []),
    ...(from !== undefined && from === to ? [`--date ${from}`] : [
      ...(from === undefined ? [] : [`--from ${from}`]),
      ...(to === undefined ? [] : [`--to ${to}`]),
    ]),
    ...(weekday === undefined ? [] : [`--weekday ${WEEKDAY_FLAGS[weekday]}`]),
    ...(hour === undefined ? [] : [`--hour ${hour}`]),
  ].join(" ");
}

function flags(asked: Asked): string {
  switch (asked.kind) {
    case "reason":
    case "note": {
      const { kind, code, field = "" } = asked;
      const codes: readonly string[] = kind === "reason" ? REASON_CODES : NOTE_CODES;
      if (!codes.includes(code)) return "";
      const named = /^[a-z0-9_]+$/.test(field) && field !== "other" ? ` --field ${field}` : "";
      return `--${kind === "reason" ? "rule" : "note"} ${code}${named}`;
    }
    case "outcome":
      return `--outcome ${asked.outcome}`;
    case "missing":
      return asked.field === "any" || isField(asked.field) ? `--missing ${asked.field}` : "";
    case "over":
      return isField(asked.field) ? `--over ${OVER_FLAG.format(asked.field, asked.value)}` : "";
  }
}

const isField = (field: string) => FIELDS.some(({ name }) => name === field);

/** The command that shows one message, wherever it ended. */
export const offsetCommand = (partition: number, offset: number): string =>
  `deno task trace --offset ${OFFSET_FLAG.format(partition, offset)}`;

/** The command that gives all readings of some dates: where nothing is wrong with them there is nothing to trace. */
export const exportCommand = (from: string, to: string): string => `deno task export --from ${from} --to ${to}`;
