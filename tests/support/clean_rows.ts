import type { CleanReading } from "../../pipeline/reading/mod.ts";
import { CleanRows } from "../../pipeline/validate/mod.ts";

/** Accepted readings as the sink holds them, with their messages if `encodes`. */
export function cleanRows(readings: readonly CleanReading[], encodes = false): CleanRows {
  const rows = new CleanRows(encodes);
  for (const reading of readings) rows.add(reading);
  return rows;
}
