import type { Proof, QualityNumbers, RunFacts } from "../../pipeline/lake/mod.ts";
import { FIELDS } from "../../pipeline/reading/mod.ts";
import type { ReportInputs } from "../../pipeline/report/mod.ts";

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** 240 accepted readings of ten days, 12 of them suspect, and 8 rejected messages. */
export function quality(changes: Partial<QualityNumbers> = {}): QualityNumbers {
  return {
    rows: 240,
    valid: 228,
    suspect: 12,
    rejected: 8,
    stations: 1,
    firstTs: "2004-03-10T00:00:00Z",
    lastTs: "2004-03-19T23:00:00Z",
    reasons: [{ code: "schema_violation", primary: 5, any: 5 }, { code: "no_pollutant", primary: 3, any: 6 }],
    days: Array.from(
      { length: 10 },
      (_, day) => ({ date: `2004-03-${10 + day}`, valid: 24, suspect: day % 2, rejected: 1 }),
    ),
    rejectedUndated: 0,
    rowsByHour: HOURS.map(() => 10),
    fields: FIELDS.map(({ name, unit }, index) => ({
      name,
      unit,
      missing: index * 20,
      outOfRange: index === 0 ? 12 : 0,
      min: 0.5,
      mean: 1099.8331,
      median: 1063,
      max: 2040,
      missingByHour: HOURS.map((hour) => hour === 4 ? 10 : 0),
    })),
    no2: {
      limit: 200,
      allowedHours: 18,
      years: [{ year: 2004, withValue: 220, over: 21, stations: 1, stationsOverAllowance: 1 }],
      months: [{ month: "2004-03", withValue: 220, over: 21 }],
    },
    rejectedSample: [{
      partition: 2,
      offset: 7,
      sourceLine: 1234,
      stationId: "uci",
      ts: null,
      reasons: [{ code: "schema_violation", field: "co_gt", expected: "number", got: "many" }],
      value: '{"co_gt":"many"}',
    }],
    ...changes,
  };
}

export const NOTHING: QualityNumbers = {
  ...quality(),
  rows: 0,
  valid: 0,
  suspect: 0,
  rejected: 0,
  stations: 0,
  firstTs: null,
  lastTs: null,
  reasons: [],
  days: [],
  rowsByHour: HOURS.map(() => 0),
  fields: FIELDS.map(({ name, unit }) => ({
    name,
    unit,
    missing: 0,
    outOfRange: 0,
    min: null,
    mean: null,
    median: null,
    max: null,
    missingByHour: HOURS.map(() => 0),
  })),
  no2: { limit: 200, allowedHours: 18, years: [], months: [] },
  rejectedSample: [],
};

export function run(changes: Partial<RunFacts> = {}, source: Partial<RunFacts["source"]> = {}): RunFacts {
  return {
    run: "r1",
    startedAt: "2026-07-01T10:00:00Z",
    source: {
      name: "readings.csv",
      sha256: "0123456789abcdef".repeat(4),
      sizeBytes: 12345,
      synthetic: false,
      dialect: "; separated",
      ...source,
    },
    topic: "air_quality.raw",
    stationId: "uci",
    pace: "max",
    dataLines: 250,
    blankLines: 2,
    produced: 248,
    partial: false,
    looped: false,
    firstTs: null,
    lastTs: null,
    seconds: 1.25,
    ...changes,
  };
}

export function proof(changes: Partial<Proof> = {}): Proof {
  return {
    holds: true,
    checks: [{ law: "data lines = blank + produced", left: 250, right: 250, holds: true, detail: "" }],
    counts: {
      dataLines: 250,
      blankLines: 2,
      produced: 248,
      redriven: 0,
      accepted: 240,
      suspect: 12,
      rejected: 8,
      rejectedByReason: {},
      cleanMessages: 240,
      deadLetters: 8,
      silverFiles: 10,
      rejectedFiles: 2,
    },
    ...changes,
  };
}

export function inputs(changes: Partial<ReportInputs> = {}): ReportInputs {
  return { quality: quality(), runs: [run()], proof: proof(), ...changes };
}
