import { PipelineError } from "../common/mod.ts";
import { readRuleSets } from "../facts/mod.ts";
import { FIELDS } from "../reading/mod.ts";
import { type Held, hold, type LakeAt, type LakeSnapshot, readLake, type Row, rowsOf } from "../lake/mod.ts";
import { readChannels, readOrder } from "./channels.ts";
import { readDependences } from "./dependence.ts";
import { readDuplicates } from "./duplicates.ts";
import { hoursOf } from "./hours.ts";
import { readHumidity } from "./humidity.ts";
import { readLevels } from "./levels.ts";
import { readLimits } from "./limits.ts";
import { readNotes, readSuspectSample } from "./notes.ts";
import type { FieldQuality, QualityNumbers } from "./numbers.ts";
import { readReasons, readRejectedDays, readRejectedSample, readRejections } from "./rejected.ts";
import { readDays, readLargestStations, readNo2, readTotals, readWeek } from "./silver.ts";
import { type DailyRows, daysOf, rulesOf, slicesOf } from "./slices.ts";
import { readFlatlines, readOutages } from "./spans.ts";
import { readSummerTime } from "./summer_time.ts";
import { readOutOfRange, readValues, uncleaned } from "./values.ts";

export type * from "./numbers.ts";

/**
 * Counts and measures of everything in a lake: see {@linkcode QualityNumbers} for shapes and units. The same rows
 * give the same numbers, however they are split into files; a lake without files gives zeros. Rows are streamed; memory grows with stations × days, not with rows.
 *
 * @throws {PipelineError} `lake_mismatch` when a file is damaged or has an unexpected form
 * @example
 * ```ts
 * import { readQuality } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const lakeDir = await Deno.makeTempDir();
 * assert.equal((await readQuality(lakeDir)).rows, 0);
 * await Deno.remove(lakeDir, { recursive: true });
 * ```
 */
export function readQuality(lake: LakeAt): Promise<QualityNumbers> {
  return readLake(
    lake,
    ["silver", "rejected"],
    async (snapshot) => qualityOf(snapshot, await readRuleSets(lake)),
  );
}

const SILVER = [
  "ts",
  "station_id",
  ...FIELDS.map(({ name }) => name),
  "validation_notes",
  "row_validity",
  "kafka_partition",
  "kafka_offset",
  "source_line",
];
const REJECTED = [
  "ts",
  "station_id",
  "reason_codes",
  "reasons",
  "value_text",
  "kafka_partition",
  "kafka_offset",
  "source_line",
];

/** Stations that have a colour of their own in slices; a thousand would neither fit a page nor a list. */
const STATIONS_KEPT = 24;

function qualityOf(snapshot: LakeSnapshot, ruleSets: QualityNumbers["ruleSets"]): QualityNumbers {
  try {
    const silver = hold(snapshot, "silver", SILVER);
    const rejected = hold(snapshot, "rejected", REJECTED);
    const { ask } = silver, askRejected = rejected.ask;
    const totals = readTotals(ask), kept = readLargestStations(ask, STATIONS_KEPT);
    const daily: DailyRows = {
      accepted: readDays(ask, kept),
      rejected: readRejectedDays(askRejected, kept),
      reasons: readRejections(askRejected, kept),
      notes: readNotes(ask, kept),
    };
    const { reasons, reasonsTogether } = readReasons(askRejected), rules = rulesOf(daily);
    const undated = daily.rejected.filter((row) => row.day === null);
    const channels = readChannels(ask);
    const order = readOrder(ask), hours = hoursOf(ask, order.beyondHourly === 0);
    return {
      ...totals,
      rejected: reasons.reduce((total, reason) => total + reason.primary, 0),
      reasons,
      reasonsTogether,
      rules,
      days: daysOf(daily),
      rejectedUndated: undated.reduce((total, row) => total + Number(row.rows), 0),
      ...fieldsOf(silver, channels),
      dependences: readDependences(silver, totals.rows),
      silent: channels.silent,
      outages: readOutages(silver, rejected),
      flatlines: readFlatlines(silver),
      levels: readLevels(silver),
      humidity: readHumidity(ask),
      summerTime: readSummerTime(ask, askRejected, totals),
      no2: readNo2(hours),
      limits: readLimits(hours),
      order,
      duplicates: readDuplicates(silver, rejected),
      slices: slicesOf(daily, kept, rules),
      ruleSets,
      rejectedSample: readRejectedSample(rowsOf(snapshot, "rejected")),
      suspectSample: readSuspectSample(ask),
    };
  } catch (cause) {
    throw new PipelineError(
      "lake_mismatch",
      `Cannot read the lake ${snapshot.location}: a file is damaged or has an unexpected form`,
      {
        hint: "the log in data/logs names the file: restore it from a copy, or make the lake again: deno task pipeline",
        cause,
      },
    );
  }
}

function fieldsOf(
  silver: Held,
  { lastTs, silentStations }: Pick<ReturnType<typeof readChannels>, "lastTs" | "silentStations">,
): Pick<QualityNumbers, "rowsByHour" | "week" | "fields"> {
  const hours = readWeek(silver.ask), outOfRange = readOutOfRange(silver.ask);
  const byHour = (count: (row: Row) => number, size: number, place: (row: Row) => number) => {
    const counts = new Array<number>(size).fill(0);
    for (const row of hours) counts[place(row)]! += count(row);
    return counts;
  };
  const hourOfDay = (row: Row) => Number(row.hour),
    hourOfWeek = (row: Row) => 24 * (Number(row.weekday) - 1) + Number(row.hour);
  const rowsByHour = byHour((row) => Number(row.rows), 24, hourOfDay);
  const fields = FIELDS.map(({ name, unit }, index): FieldQuality => {
    const valuesByHour = byHour((row) => Number(row[name]), 24, hourOfDay), out = outOfRange.get(name);
    const missingByHour = rowsByHour.map((rows, hour) => rows - valuesByHour[hour]! - (out?.byHour[hour] ?? 0));
    const measured = readValues(silver, name), missing = sum(missingByHour);
    return {
      name,
      unit,
      missing,
      outOfRange: out?.rows ?? 0,
      ...measured,
      missingByHour,
      lastTs: lastTs[index]!,
      silentStations: silentStations[index]!,
      uncleaned: uncleaned(measured, sum(valuesByHour), missing, out),
    };
  });
  const week = {
    rows: byHour((row) => Number(row.rows), 168, hourOfWeek),
    values: byHour((row) => sum(FIELDS.map(({ name }) => Number(row[name]))), 168, hourOfWeek),
  };
  return { rowsByHour, week, fields };
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
