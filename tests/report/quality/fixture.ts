import type { ConsumerFacts, Proof, RunFacts } from "../../../pipeline/facts/mod.ts";
import type { QualityNumbers } from "../../../pipeline/quality/mod.ts";
import { FIELDS } from "../../../pipeline/reading/mod.ts";
import type { ReportInputs } from "../../../pipeline/report/mod.ts";

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

const DATES = { firstDate: "2004-03-10", lastDate: "2004-03-19", worstDate: "2004-03-11", worstRows: 2 };

const SPAN = {
  station: "uci",
  field: "",
  from: "2004-03-13T04:00:00Z",
  to: "2004-03-13T06:00:00Z",
  readings: 1,
  rejected: 0,
  firstLine: 26,
  lastLine: 26,
};

export const dayCount = (date: string, { valid = 24, suspect = 0, rejected = 1 } = {}) => ({
  date,
  valid,
  suspect,
  rejected,
  values: FIELDS.map(() => 20),
});

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
    reasonsTogether: [{ first: "schema_violation", second: "no_pollutant", rows: 3 }],
    rules: [
      { kind: "reason", code: "schema_violation", field: "co_gt", rows: 5, ...DATES },
      { kind: "note", code: "out_of_range", field: "co_gt", rows: 12, ...DATES },
    ],
    days: Array.from({ length: 10 }, (_, day) => dayCount(`2004-03-${10 + day}`, { suspect: day % 2 })),
    rejectedUndated: 0,
    rowsByHour: HOURS.map(() => 10),
    week: { rows: new Array(168).fill(10), values: new Array(168).fill(100) },
    fields: FIELDS.map(({ name, unit }, index) => ({
      name,
      unit,
      missing: index * 20,
      outOfRange: index === 0 ? 12 : 0,
      min: 0.5,
      mean: 1099.8331,
      median: 1063,
      max: 2040,
      quantiles: [1, 900, 1200, 1800],
      missingByHour: HOURS.map((hour) => hour === 4 ? 10 : 0),
      lastTs: "2004-03-19T23:00:00Z",
      silentStations: name === "nmhc_gt" ? 1 : 0,
      histogram: { start: 0, width: 500, counts: [3, 90, 120, 20, 7] },
      uncleaned: { min: -200, mean: 800.5, max: 2040 },
    })),
    dependences: [{ field: "c6h6_gt", of: "pt08_s2_nmhc", xi: 0.998, back: 0.99, rows: 240 }],
    silent: [{ station: "uci", field: "nmhc_gt", lastTs: "2004-03-11T00:00:00Z", days: 20 }],
    outages: {
      total: 2,
      readings: 7,
      longest: [
        { ...SPAN, from: "2004-03-11T20:00:00Z", to: "2004-03-12T01:00:00Z", readings: 6, rejected: 2, lastLine: 31 },
        { ...SPAN, from: "2004-03-15T04:00:00Z", to: "2004-03-15T04:00:00Z", readings: 1 },
      ],
    },
    flatlines: { total: 1, readings: 3, longest: [{ ...SPAN, field: "co_gt", readings: 3 }] },
    levels: { total: 0, clearest: [] },
    summerTime: { total: 0, stations: [] },
    humidity: { total: 0, stations: [] },
    limits: [{
      limit: {
        id: "no2_hour",
        field: "no2_gt",
        value: 200,
        unit: "µg/m³",
        of: "hour",
        allowed: 18,
        needed: 0.9,
        source: "EU directive 2008/50/EC",
      },
      year: 2004,
      stations: 1,
      assessable: 0,
      over: 1,
      worst: { station: "uci", value: 288, exceeded: 21, compared: 220, hours: 220, share: 220 / 8784 },
    }],
    order: { late: 2, beyondHourly: 0 },
    duplicates: { compared: 0, withOtherValues: 0, examples: [] },
    slices: {
      unit: "day",
      stations: ["uci"],
      rules: [
        { kind: "reason", code: "schema_violation", field: "co_gt" },
        { kind: "note", code: "out_of_range", field: "co_gt" },
      ],
      cells: Array.from({ length: 10 }, (_, day) => {
        const { date, ...count } = dayCount(`2004-03-${10 + day}`, { suspect: day % 2 });
        return { start: date, station: 0, ...count, rules: day % 2 === 0 ? [[0, 1]] : [[0, 1], [1, 2]] };
      }),
    },
    ruleSets: [{ version: "1-0123456789ab", rules: {} }],
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
    suspectSample: [{
      partition: 1,
      offset: 3,
      sourceLine: 5,
      stationId: "uci",
      ts: "2004-03-11T00:00:00Z",
      notes: ["out_of_range:co_gt=77"],
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
  reasonsTogether: [],
  rules: [],
  days: [],
  rowsByHour: HOURS.map(() => 0),
  week: { rows: new Array(168).fill(0), values: new Array(168).fill(0) },
  fields: FIELDS.map(({ name, unit }) => ({
    name,
    unit,
    missing: 0,
    outOfRange: 0,
    min: null,
    mean: null,
    median: null,
    max: null,
    quantiles: [],
    missingByHour: HOURS.map(() => 0),
    lastTs: null,
    silentStations: 0,
    histogram: { start: 0, width: 0, counts: [] },
    uncleaned: { min: null, mean: null, max: null },
  })),
  dependences: [],
  silent: [],
  outages: { total: 0, readings: 0, longest: [] },
  flatlines: { total: 0, readings: 0, longest: [] },
  levels: { total: 0, clearest: [] },
  summerTime: { total: 0, stations: [] },
  humidity: { total: 0, stations: [] },
  limits: [],
  order: { late: 0, beyondHourly: 0 },
  duplicates: { compared: 0, withOtherValues: 0, examples: [] },
  slices: { unit: "day", stations: [], rules: [], cells: [] },
  ruleSets: [],
  suspectSample: [],
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

export function consumer(changes: Partial<ConsumerFacts> = {}): ConsumerFacts {
  return {
    consumer: "20260701T100001000Z-4711",
    startedAt: "2026-07-01T10:00:01Z",
    groupId: "g",
    topic: "air_quality.raw",
    committedRows: 248,
    files: 12,
    rotations: 3,
    seconds: 0.5,
    latency: { p50: 0.25, p99: 1.5 },
    rotation: { p50: 0.1, p99: 0.2 },
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
