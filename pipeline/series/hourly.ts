import type { SilverColumns } from "../lake/mod.ts";
import { FIELDS, flagsOf } from "../reading/mod.ts";
import type { FieldName } from "./field_name.ts";

export const HOUR_MS = 3_600_000;

/**
 * One station's year, hour by hour: every hour from that of its first reading to that of its last is present, and an hour without a
 * reading, or without a value, is an explicit gap.
 */
export interface HourlySeries {
  readonly stationId: string;
  /** Start of the first hour, in milliseconds since 1970-01-01 UTC. */
  readonly startMs: number;
  /** In hours; each array is as long. */
  readonly length: number;
  /** A measurement in its own unit (see `FIELDS`), by hour; NaN is a gap. */
  readonly fields: Readonly<Record<FieldName, Float64Array>>;
  /** 1 where silver has a row in that hour, with or without values. */
  readonly present: Uint8Array;
  /** Readings that came after one of a later time. They stand where their time says. */
  readonly late: number;
  /** Readings of a time that an earlier offset gave already. They are left out: the first one counts. */
  readonly doubled: number;
  /** Readings between the hours. An hour is the mean of what was observed from its start to before the next one. */
  readonly offHour: number;
  /** By hour what was noted on its readings, such as `out_of_range:nox_gt`, in order, each once; hours without a note are left out. */
  readonly notes: ReadonlyMap<number, readonly string[]>;
}

/**
 * The series of each station, in order of their names. Sums are made in order of time, so the same rows give the same bits.
 *
 * @param silver rows as {@linkcode readSilverColumns} gives them
 * @example
 * ```ts
 * import { seriesOf } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const hour = 3_600_000;
 * const [series] = seriesOf({
 *   stations: [{ id: "a", rows: 2 }],
 *   tsMs: Float64Array.of(0, 2 * hour),
 *   partitions: Float64Array.of(0, 0),
 *   offsets: Float64Array.of(0, 1),
 *   values: () => Float64Array.of(5, 7),
 *   notes: () => [null, "step:co_gt"],
 * });
 * assert.deepEqual([...series!.fields.co_gt], [5, NaN, 7]);
 * assert.deepEqual([...series!.present], [1, 0, 1]);
 * assert.deepEqual([...series!.notes], [[2, ["step:co_gt"]]]);
 * ```
 */
export function seriesOf(silver: SilverColumns): HourlySeries[] {
  const frames = framesOf(silver);
  const columns = frames.map(() => ({} as Record<FieldName, Float64Array>));
  for (const { name } of FIELDS) {
    // One measurement of all stations at a time: the rows of the others need not be in memory.
    const values = silver.values(name);
    frames.forEach((frame, index) => columns[index]![name as FieldName] = hourlyMeans(frame, values));
  }
  const notes = silver.notes();
  return frames.map(({ firstRow, hours, ...frame }, index) => ({
    ...frame,
    fields: columns[index]!,
    notes: hourlyNotes({ firstRow, hours }, notes),
  }));
}

/** Where each row of a station goes. */
interface Frame extends Omit<HourlySeries, "fields" | "notes"> {
  /** Row of the columns at which the station begins. */
  readonly firstRow: number;
  /** Hour of each of its rows, -1 for one that is left out. */
  readonly hours: Int32Array;
}

function framesOf(silver: SilverColumns): Frame[] {
  const { stations, tsMs } = silver;
  let firstRow = 0;
  return stations.map(({ id, rows }) => {
    const start = firstRow, end = firstRow += rows;
    const firstHour = Math.floor(tsMs[start]! / HOUR_MS), length = Math.floor(tsMs[end - 1]! / HOUR_MS) - firstHour + 1;
    const hours = new Int32Array(rows), present = new Uint8Array(length);
    let doubled = 0, offHour = 0;
    for (let row = start; row < end; row++) {
      const hour = Math.floor(tsMs[row]! / HOUR_MS) - firstHour;
      if (row > start && tsMs[row] === tsMs[row - 1]) {
        hours[row - start] = -1;
        doubled++;
        continue;
      }
      hours[row - start] = hour;
      present[hour] = 1;
      if (tsMs[row]! % HOUR_MS !== 0) offHour++;
    }
    const late = countLate(silver, start, end);
    return {
      stationId: id,
      startMs: firstHour * HOUR_MS,
      length,
      present,
      late,
      doubled,
      offHour,
      firstRow: start,
      hours,
    };
  });
}

/** A row is late where one of a later time has a lower offset. Offsets of two partitions say nothing about each other. */
function countLate(silver: SilverColumns, start: number, end: number): number {
  const { tsMs, partitions, offsets } = silver, lowestLater = new Map<number, number>();
  let late = 0;
  for (let last = end - 1, first; last >= start; last = first - 1) {
    for (first = last; first > start && tsMs[first - 1] === tsMs[last];) first--;
    // Rows of one time in order of their offsets: only the first of each partition counts.
    const lowest = new Map<number, number>();
    for (let row = last; row >= first; row--) lowest.set(partitions[row]!, offsets[row]!);
    if (offsets[first]! > (lowestLater.get(partitions[first]!) ?? Infinity)) late++;
    for (const [partition, offset] of lowest) {
      lowestLater.set(partition, Math.min(offset, lowestLater.get(partition) ?? Infinity));
    }
  }
  return late;
}

function hourlyNotes(
  { firstRow, hours }: Pick<Frame, "firstRow" | "hours">,
  notes: readonly (string | null)[],
): Map<number, string[]> {
  const byHour = new Map<number, string[]>();
  for (let row = 0; row < hours.length; row++) {
    const hour = hours[row]!, flags = flagsOf(notes[firstRow + row] ?? null);
    if (hour === -1 || flags.length === 0) continue;
    byHour.set(hour, [...new Set([...byHour.get(hour) ?? [], ...flags])]);
  }
  return byHour;
}

function hourlyMeans({ firstRow, hours, length }: Frame, values: Float64Array): Float64Array {
  const means = new Float64Array(length).fill(NaN);
  for (let row = 0; row < hours.length;) {
    const hour = hours[row]!;
    let sum = 0, observed = 0;
    for (; row < hours.length && (hours[row] === hour || hours[row] === -1); row++) {
      const value = values[firstRow + row]!;
      if (hours[row] === -1 || Number.isNaN(value)) continue;
      sum += value;
      observed++;
    }
    if (observed > 0) means[hour] = sum / observed;
  }
  return means;
}
