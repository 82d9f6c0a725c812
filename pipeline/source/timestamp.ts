import { parseTimestamp } from "../reading/mod.ts";

/** How a source writes its dates. */
export type DateOrder = "dd/mm/yyyy" | "mm/dd/yyyy" | "yyyy-mm-dd";

/** All of {@linkcode DateOrder}. */
export const DATE_ORDERS: readonly DateOrder[] = ["dd/mm/yyyy", "mm/dd/yyyy", "yyyy-mm-dd"];

/** A moment as it goes on the wire: RFC 3339 with its epoch, or the text of the two cells where they name no moment. */
export interface SourceTimestamp {
  ts: string;
  epochMs: number | null;
}

const DATES: Record<DateOrder, RegExp> = {
  "dd/mm/yyyy": /^\s*(?<day>\d{1,2})\/(?<month>\d{1,2})\/(?<year>\d{4})\s*$/,
  "mm/dd/yyyy": /^\s*(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{4})\s*$/,
  "yyyy-mm-dd": /^\s*(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})\s*$/,
};
const TIME = /^\s*([01]?\d|2[0-3])([.:])([0-5]\d)(?:\2([0-5]\d))?\s*$/;

/** A reader of date and time cells: `18.00.00`, `18:00:00`, `18.00` and `18:00` are all times. */
export function timestampReader(dateOrder: DateOrder): (date: string, time: string) => SourceTimestamp {
  // The 24 rows of a day share their date cell.
  let lastCell: string | undefined, lastDate = "", midnightMs: number | undefined;
  return (date, time) => {
    if (date !== lastCell) {
      lastCell = date;
      const { year = "", month = "", day = "" } = DATES[dateOrder].exec(date)?.groups ?? {};
      lastDate = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
      midnightMs = parseTimestamp(`${lastDate}T00:00:00Z`);
    }
    const [, hour = "", , minute = "", second = "00"] = TIME.exec(time) ?? [];
    if (midnightMs === undefined || hour === "") return { ts: `${date} ${time}`, epochMs: null };
    return {
      ts: `${lastDate}T${hour.padStart(2, "0")}:${minute}:${second}Z`,
      epochMs: midnightMs + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000,
    };
  };
}

/** The form of a time cell, for example `HH.MM.SS`; null where it is none. */
export function timeForm(time: string): string | null {
  const match = TIME.exec(time);
  if (match === null) return null;
  return ["HH", "MM", ...(match[4] === undefined ? [] : ["SS"])].join(match[2]);
}

/** How a date order was decided, in words for the dialect's line. */
export type DateEvidence = "given" | "by its form" | "by a day over 12" | "by the shorter steps" | "assumed";

/**
 * Decides the date order from the first rows. A slashed date is told by numbers over 12 (most rows win, as single ones can be
 * faults), else by the order in which the rows lie closer together in time (a wrong one turns days into months); rows of one
 * day tell nothing, so then by custom: day first where `;` separates, month first where `,` does.
 */
export function decideDateOrder(
  rows: readonly { date: string; time: string }[],
  delimiter: ";" | ",",
): { dateOrder: DateOrder; evidence: DateEvidence } {
  const slashed = rows.flatMap(({ date }) => {
    const { day, month } = DATES["dd/mm/yyyy"].exec(date)?.groups ?? {};
    return day === undefined ? [] : [[Number(day), Number(month)] as const];
  });
  if (rows.filter(({ date }) => DATES["yyyy-mm-dd"].test(date)).length > slashed.length) {
    return { dateOrder: "yyyy-mm-dd", evidence: "by its form" };
  }
  const choose = (dayFirst: boolean, evidence: DateEvidence) => ({
    dateOrder: dayFirst ? "dd/mm/yyyy" as const : "mm/dd/yyyy" as const,
    evidence,
  });
  const dayFirst = slashed.filter(([first, second]) => first > 12 && second <= 12).length;
  const monthFirst = slashed.filter(([first, second]) => first <= 12 && second > 12).length;
  if (dayFirst !== monthFirst) return choose(dayFirst > monthFirst, "by a day over 12");
  const dayFirstMs = distanceMs(rows, "dd/mm/yyyy"), monthFirstMs = distanceMs(rows, "mm/dd/yyyy");
  if (dayFirstMs !== monthFirstMs) return choose(dayFirstMs < monthFirstMs, "by the shorter steps");
  return choose(delimiter === ";", "assumed");
}

/** The sum of the steps between consecutive rows, in milliseconds. */
function distanceMs(rows: readonly { date: string; time: string }[], dateOrder: DateOrder): number {
  const read = timestampReader(dateOrder);
  const epochs = rows.flatMap(({ date, time }) => read(date, time).epochMs ?? []);
  return epochs.reduce((sum, epochMs, index) => sum + Math.abs(epochMs - (epochs[index - 1] ?? epochMs)), 0);
}
