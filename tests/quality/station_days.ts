import { FIELDS } from "../../pipeline/reading/mod.ts";
import { detectDialect, identifyFile, readRows } from "../../pipeline/source/mod.ts";
import type { StationDays } from "../../pipeline/quality/level_changes.ts";

const DAY_MS = 86_400_000, FEWEST_VALUES = 6;

/** A reading's time, and a value for each of `FIELDS`; NaN for none. */
export interface Hour {
  readonly ts: number;
  readonly values: readonly number[];
}

export async function hoursOfCsv(path: string): Promise<Hour[]> {
  const hours: Hour[] = [], file = await identifyFile(path);
  for await (const { rows } of readRows(file, await detectDialect(file), "s")) {
    for (const { message, timestampMs } of rows.filter((row) => row.kind === "reading")) {
      const values = FIELDS.map(({ name }) => message[name] === -200 ? NaN : Number(message[name]));
      hours.push({ ts: timestampMs!, values });
    }
  }
  return hours;
}

type Change = (field: number, value: number, ts: number) => number;

/** Daily means, as silver has them: what a change puts out of range is null there. */
export function daysOf(hours: readonly Hour[], change?: Change): StationDays {
  const days = [...Map.groupBy(hours, ({ ts }) => Math.floor(ts / DAY_MS))];
  return {
    days: Float64Array.from(days, ([day]) => day),
    means: FIELDS.map((_, field) => meansOf(days.map(([, hours]) => hours), field, change)),
  };
}

/** Those of a field. */
export const meansOf = (days: readonly (readonly Hour[])[], field: number, change?: Change): Float64Array =>
  Float64Array.from(days, (hours) => {
    const { min, max } = FIELDS[field]!;
    let sum = 0, count = 0;
    for (const { values, ts } of hours) {
      const value = change === undefined ? values[field]! : change(field, values[field]!, ts);
      if (!(value >= min && value <= max)) continue;
      sum += value;
      count++;
    }
    return count < FEWEST_VALUES ? NaN : sum / count;
  });
