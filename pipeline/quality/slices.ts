import { dateOf, FIELDS, NOTE_CODES, REASON_CODES } from "../reading/mod.ts";
import type { DayCount, RuleCount, Slice, Slices, TimeUnit } from "./numbers.ts";
import type { Row } from "../lake/mod.ts";

const DAY_MS = 86_400_000;

/** Cells that a page can hold. */
const MAX_CELLS = 6_000;

/** The counts that slices are made of, each one row a day and station ("" for the others). */
export interface DailyRows {
  /** Accepted: `rows`, `suspect`, values of each field. */
  readonly accepted: readonly Row[];
  /** Rejected: `rows`; `day` is null where the row has no timestamp. */
  readonly rejected: readonly Row[];
  /** By `code` and `field`: `rows`. */
  readonly reasons: readonly Row[];
  readonly notes: readonly Row[];
}

/** All stations together, by UTC date. */
export function daysOf({ accepted, rejected }: DailyRows): DayCount[] {
  const days = new Map<number, DayCount>();
  const dayOf = (row: Row) => {
    const day = Number(row.day);
    const count = days.get(day) ??
      { date: dateOf(day * DAY_MS), valid: 0, suspect: 0, rejected: 0, values: FIELDS.map(() => 0) };
    days.set(day, count);
    return count;
  };
  for (const row of accepted) addAccepted(dayOf(row), row);
  for (const row of rejected) if (row.day !== null) dayOf(row).rejected += Number(row.rows);
  return [...days].sort(([a], [b]) => a - b).map(([, count]) => count);
}

function addAccepted(count: Pick<Slice, "valid" | "suspect" | "values">, row: Row): void {
  count.suspect += Number(row.suspect);
  count.valid += Number(row.rows) - Number(row.suspect);
  FIELDS.forEach(({ name }, index) => count.values[index]! += Number(row[name]));
}

/** All dates and stations together, by rule and field. */
export function rulesOf({ reasons, notes }: DailyRows): RuleCount[] {
  const rules = new Map<string, RuleCount>(), days = new Map<string, Map<number, number>>();
  for (const [kind, rows] of [["reason", reasons], ["note", notes]] as const) {
    for (const row of rows) {
      const code = String(row.code), field = String(row.field), key = `${kind} ${code} ${field}`;
      const rule = rules.get(key) ??
        { kind, code, field, rows: 0, firstDate: null, lastDate: null, worstDate: null, worstRows: 0 };
      rules.set(key, rule);
      rule.rows += Number(row.rows);
      if (row.day === null) continue;
      const byDay = days.get(key) ?? new Map<number, number>();
      days.set(key, byDay);
      byDay.set(Number(row.day), (byDay.get(Number(row.day)) ?? 0) + Number(row.rows));
    }
  }
  for (const [key, byDay] of days) {
    const sorted = [...byDay].sort(([a], [b]) => a - b), rule = rules.get(key)!;
    const [worst, worstRows] = sorted.reduce((most, each) => each[1] > most[1] ? each : most);
    rule.firstDate = dateOf(sorted[0]![0] * DAY_MS);
    rule.lastDate = dateOf(sorted.at(-1)![0] * DAY_MS);
    rule.worstDate = dateOf(worst * DAY_MS);
    rule.worstRows = worstRows;
  }
  return [...rules.values()].sort((a, b) =>
    rankOf(a) - rankOf(b) || (`${a.code} ${a.field}` < `${b.code} ${b.field}` ? -1 : 1)
  );
}

/** Reasons, then notes; within one code the measurements in their order; codes and fields that are not known come after. */
function rankOf({ kind, code, field }: RuleCount): number {
  const codes: readonly string[] = kind === "reason" ? REASON_CODES : NOTE_CODES;
  const place = (index: number, length: number) => index < 0 ? length : index;
  const fieldIndex = FIELDS.findIndex(({ name }) => name === field);
  return (kind === "reason" ? 0 : 10_000) + 100 * place(codes.indexOf(code), codes.length) +
    (field === "" ? 0 : 1 + place(fieldIndex, FIELDS.length));
}

/** By station and the finest bins of time with which a page can still work. */
export function slicesOf(rows: DailyRows, stations: readonly string[], rules: readonly RuleCount[]): Slices {
  const days = [...rows.accepted, ...rows.rejected].flatMap((row) => row.day === null ? [] : [Number(row.day)]);
  const pairs = new Set([...rows.accepted, ...rows.rejected].map((row) => `${row.day} ${row.station}`)).size;
  const span = days.length === 0
    ? 0
    : days.reduce((a, b) => Math.max(a, b)) - days.reduce((a, b) => Math.min(a, b)) + 1;
  const unit = unitOf(pairs, Math.min(span, pairs), stations.length + 1);
  const cells = new Map<string, Slice>(),
    keyOf = new Map(rules.map((rule, index) => [`${rule.kind} ${rule.code} ${rule.field}`, index]));
  const cellOf = (row: Row) => {
    const start = binStart(Number(row.day), unit), station = stations.indexOf(String(row.station));
    const key = `${start} ${station}`;
    const cell = cells.get(key) ??
      {
        start: dateOf(start * DAY_MS),
        station,
        valid: 0,
        suspect: 0,
        rejected: 0,
        values: FIELDS.map(() => 0),
        rules: [],
      };
    cells.set(key, cell);
    return cell;
  };
  for (const row of rows.accepted) addAccepted(cellOf(row), row);
  for (const row of rows.rejected) if (row.day !== null) cellOf(row).rejected += Number(row.rows);
  for (const [kind, counts] of [["reason", rows.reasons], ["note", rows.notes]] as const) {
    for (const row of counts) {
      if (row.day === null) continue;
      const { rules } = cellOf(row), index = keyOf.get(`${kind} ${row.code} ${row.field}`)!;
      const own = rules.find(([rule]) => rule === index);
      if (own === undefined) rules.push([index, Number(row.rows)]);
      else own[1] += Number(row.rows);
    }
  }
  for (const cell of cells.values()) cell.rules.sort(([a], [b]) => a - b);
  return {
    unit,
    stations: [...stations],
    rules: rules.map(({ kind, code, field }) => ({ kind, code, field })),
    cells: [...cells.values()].sort((a, b) => a.start < b.start ? -1 : a.start > b.start ? 1 : a.station - b.station),
  };
}

function unitOf(cells: number, days: number, stations: number): TimeUnit {
  if (cells <= MAX_CELLS) return "day";
  if (days / 7 * stations <= MAX_CELLS) return "week";
  return days / 30 * stations <= MAX_CELLS ? "month" : "year";
}

/**
 * Days since 1970 of the first day of the bin that a day lies in; weeks begin on Monday.
 *
 * @example
 * ```ts
 * import { binStart } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(binStart(0, "week"), -3); // 1970-01-01 was a Thursday
 * ```
 */
export function binStart(day: number, unit: TimeUnit): number {
  if (unit === "day") return day;
  // 1970-01-01 was a Thursday, three days after a Monday.
  if (unit === "week") return day - ((day + 3) % 7 + 7) % 7;
  const date = new Date(day * DAY_MS);
  // Not by Date.UTC, which takes the years 0 to 99 for 1900 to 1999.
  return new Date(0).setUTCFullYear(date.getUTCFullYear(), unit === "month" ? date.getUTCMonth() : 0, 1) / DAY_MS;
}
