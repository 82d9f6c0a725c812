import { type CleanReading, CleanRows } from "../../pipeline/reading/mod.ts";

/** Accepted readings as the sink holds them. */
export function cleanRows(readings: readonly CleanReading[]): CleanRows {
  const rows = new CleanRows(false);
  for (const reading of readings) rows.add(reading);
  return rows;
}
