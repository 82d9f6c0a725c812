import { PipelineError } from "../common/mod.ts";
import { dateOf } from "../reading/mod.ts";
import type { Listing } from "./folder.ts";
import { withLake } from "./lock.ts";
import type { DayCount, QualityNumbers } from "./quality_numbers.ts";
import { partsOf, type Row } from "./quality_query.ts";
import { readReasons, readRejectedDays, readRejectedSample } from "./quality_rejected.ts";
import { readDays, readFields, readNo2, readTotals } from "./quality_silver.ts";

export type * from "./quality_numbers.ts";

/**
 * Counts and measures of everything in the lake at `lakeDir`: see {@linkcode QualityNumbers} for shapes and units. The same rows
 * give the same numbers, however they are split into files; a lake without files gives zeros. Memory grows by about 40 bytes a row.
 *
 * @throws {PipelineError} `lake_mismatch` when a file is damaged or of another form, `lake_busy`
 * @example
 * ```ts
 * import { readQuality } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const lakeDir = await Deno.makeTempDir();
 * assert.equal((await readQuality(lakeDir)).rows, 0);
 * await Deno.remove(lakeDir, { recursive: true });
 * ```
 */
export function readQuality(lakeDir: string): Promise<QualityNumbers> {
  return withLake(lakeDir, (listing) => Promise.resolve(qualityOf(lakeDir, listing)));
}

function qualityOf(lakeDir: string, listing: Listing): QualityNumbers {
  const askSilver = partsOf(lakeDir, listing, "silver");
  const askRejected = partsOf(lakeDir, listing, "rejected");
  try {
    const { rows, valid, suspect, stations, firstTs, lastTs } = readTotals(askSilver);
    const reasons = readReasons(askRejected);
    const rejectedDays = readRejectedDays(askRejected);
    return {
      rows,
      valid,
      suspect,
      rejected: reasons.reduce((total, reason) => total + reason.primary, 0),
      stations,
      firstTs,
      lastTs,
      reasons,
      days: joinDays(readDays(askSilver), rejectedDays),
      rejectedUndated: Number(rejectedDays.find((row) => row.day === null)?.rows ?? 0),
      ...readFields(askSilver),
      no2: readNo2(askSilver),
      rejectedSample: readRejectedSample(askRejected),
    };
  } catch (cause) {
    throw new PipelineError("lake_mismatch", `Cannot read the lake ${lakeDir}: a file is damaged or of another form`, {
      hint: "the log names the file: move it away, or run the pipeline again",
      cause,
    });
  }
}

function joinDays(accepted: Row[], rejected: Row[]): DayCount[] {
  const days = new Map<number, DayCount>();
  const day = (row: Row) => {
    const number = Number(row.day);
    const count = days.get(number) ?? { date: dateOf(number * 86_400_000), valid: 0, suspect: 0, rejected: 0 };
    days.set(number, count);
    return count;
  };
  for (const row of accepted) {
    const count = day(row);
    count.suspect = Number(row.suspect);
    count.valid = Number(row.rows) - count.suspect;
  }
  for (const row of rejected) if (row.day !== null) day(row).rejected = Number(row.rows);
  return [...days].sort(([a], [b]) => a - b).map(([, count]) => count);
}
