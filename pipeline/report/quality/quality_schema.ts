import { z } from "zod";
import { PipelineError } from "../../common/mod.ts";
import { CONSUMER_FACTS, PROOF, RUN_FACTS } from "../../facts/mod.ts";
import type { QualityNumbers } from "../../quality/mod.ts";
import { FORMAT } from "./json.ts";

const count = z.int().nonnegative();
const number = z.number();
const timestamp = z.string().describe("RFC 3339, UTC");
const date = z.string().describe("YYYY-MM-DD, UTC");
const unitOfTime = z.enum(["day", "week", "month", "year"]);
const kind = z.enum(["reason", "note"]);
const values = z.array(count).describe("values of each of the 13 measurements, in the order of `fields`");

const limit = z.strictObject({
  id: z.string(),
  field: z.string(),
  value: number,
  unit: z.string(),
  of: z.enum(["hour", "day", "8-hour day", "year"]),
  allowed: count.describe("times a calendar year"),
  needed: number.describe("share of a calendar year's hours that need a value for an assessment"),
  source: z.string(),
});

const spans = z.strictObject({
  total: count,
  readings: count.describe("of all of them"),
  longest: z.array(z.strictObject({
    station: z.string(),
    field: z.string().describe("empty where it is about the station"),
    from: timestamp,
    to: timestamp,
    readings: count,
    rejected: count,
    firstLine: count.nullable(),
    lastLine: count.nullable(),
  })).describe("at most 50"),
});

const quality: z.ZodType<QualityNumbers> = z.strictObject({
  rows: count.describe("accepted readings = valid + suspect"),
  valid: count,
  suspect: count,
  stations: count,
  firstTs: timestamp.nullable(),
  lastTs: timestamp.nullable(),
  rejected: count,
  reasons: z.array(z.strictObject({ code: z.string(), primary: count, any: count })),
  reasonsTogether: z.array(z.strictObject({ first: z.string(), second: z.string(), rows: count })),
  rules: z.array(z.strictObject({
    kind,
    code: z.string(),
    field: z.string().describe("empty where it is about the message as a whole"),
    rows: count,
    firstDate: date.nullable(),
    lastDate: date.nullable(),
    worstDate: date.nullable(),
    worstRows: count,
  })),
  days: z.array(z.strictObject({ date, valid: count, suspect: count, rejected: count, values })),
  rejectedUndated: count,
  rowsByHour: z.array(count).describe("accepted readings of each hour of day"),
  week: z.strictObject({ rows: z.array(count), values: z.array(count) }).describe(
    "by weekday from Monday on and hour: 168",
  ),
  fields: z.array(z.strictObject({
    name: z.string(),
    unit: z.string(),
    missing: count,
    outOfRange: count,
    min: number.nullable(),
    mean: number.nullable(),
    median: number.nullable(),
    max: number.nullable(),
    quantiles: z.array(number).describe("at 0.05, 0.25, 0.75 and 0.95"),
    histogram: z.strictObject({ start: number, width: number, counts: z.array(count) }),
    missingByHour: z.array(count),
    lastTs: timestamp.nullable(),
    silentStations: count,
    uncleaned: z.strictObject({ min: number.nullable(), mean: number.nullable(), max: number.nullable() })
      .describe("with gaps taken for -200 and values out of range kept"),
  })),
  dependences: z.array(
    z.strictObject({ field: z.string(), of: z.string(), xi: number, back: number, rows: count }),
  ).describe("Chatterjee's coefficient, from 0.95 on"),
  silent: z.array(
    z.strictObject({ station: z.string(), field: z.string(), lastTs: timestamp.nullable(), days: count }),
  ),
  outages: spans.describe("hours in a row at which all sensors of a station are missing together"),
  flatlines: spans.describe("hours in a row at which a measurement was noted to stand still"),
  levels: z.strictObject({
    total: count,
    clearest: z.array(z.strictObject({
      station: z.string(),
      field: z.string(),
      date: date.describe("with which the new level begins, or nearly so"),
      before: number.describe("median of the daily means of about seven days, as `after`"),
      after: number,
      against: count.describe("channels that usually move with it and did not; 0 where it needs none to be seen"),
    })).describe("at most 50"),
  }).describe("days on which a measurement of a station went to another level"),
  humidity: z.strictObject({
    total: count.describe("stations"),
    stations: z.array(z.strictObject({
      station: z.string(),
      readings: count,
      contradicting: count,
      ratio: number.describe("absolute humidity by what temperature and relative humidity give, the median"),
    })).describe("at most 50"),
  }).describe("stations of which most readings have temperature and humidities that contradict each other"),
  summerTime: z.strictObject({
    total: count.describe("stations"),
    stations: z.array(z.strictObject({
      station: z.string(),
      missing: z.array(timestamp).describe("the only missing hour of a night on which summer time begins"),
      doubled: z.array(timestamp).describe("the only hour that came twice in a night on which it ends"),
    })).describe("at most 50"),
  }).describe("by the rules of the EU and the USA"),
  no2: z.strictObject({
    limit: number,
    allowedHours: count,
    years: z.array(
      z.strictObject({ year: z.int(), withValue: count, over: count, stations: count, stationsOverAllowance: count }),
    ),
    months: z.array(z.strictObject({ month: z.string(), withValue: count, over: count })),
  }),
  limits: z.array(z.strictObject({
    limit,
    year: z.int(),
    stations: count,
    assessable: count,
    over: count,
    worst: z.strictObject({
      station: z.string(),
      value: number.nullable(),
      exceeded: count,
      compared: count,
      hours: count,
      share: number,
    }),
  })),
  order: z.strictObject({ late: count, beyondHourly: count }),
  duplicates: z.strictObject({
    compared: count.describe("of the first 10,000 duplicates those whose reading counts"),
    withOtherValues: count,
    examples: z.array(z.strictObject({
      station: z.string(),
      ts: timestamp,
      field: z.string().describe("the first that differs"),
      kept: number.nullable(),
      other: number,
    })).describe("at most 50"),
  }),
  slices: z.strictObject({
    unit: unitOfTime,
    stations: z.array(z.string()),
    rules: z.array(z.strictObject({ kind, code: z.string(), field: z.string() })),
    cells: z.array(z.strictObject({
      start: date,
      station: z.int().min(-1),
      valid: count,
      suspect: count,
      rejected: count,
      values,
      rules: z.array(z.tuple([count, count])).describe("pairs of index in `rules` and rows"),
    })),
  }),
  ruleSets: z.array(z.strictObject({ version: z.string(), rules: z.unknown() })),
  rejectedSample: z.array(z.strictObject({
    partition: count,
    offset: count,
    sourceLine: count.nullable(),
    stationId: z.string().nullable(),
    ts: timestamp.nullable(),
    reasons: z.array(z.strictObject({ code: z.string(), field: z.string(), expected: z.string(), got: z.string() })),
    value: z.string().nullable(),
  })),
  suspectSample: z.array(z.strictObject({
    partition: count,
    offset: count,
    sourceLine: count.nullable(),
    stationId: z.string(),
    ts: timestamp,
    notes: z.array(z.string()),
  })),
});

const report = z.strictObject({
  format: z.literal(FORMAT),
  digest: z.string().regex(/^[0-9a-f]{64}$/).describe("SHA-256 of `quality`: the same for the same rows and rules"),
  synthetic: z.boolean(),
  quality,
  proof: PROOF.nullable(),
  runs: z.array(RUN_FACTS).describe("facts of the replays, with wall-clock timestamps"),
  consumers: z.array(CONSUMER_FACTS).optional().describe("facts of the consumers that ended cleanly"),
  measures: z.unknown().optional().describe("precision and recall of the rules, where faults were injected"),
});

/** What `quality.json` holds. */
export type QualityReport = z.infer<typeof report>;

/**
 * The JSON Schema of `quality.json`, as text: docs/contract/quality.schema.json.
 *
 * @example
 * ```ts
 * import { qualitySchema } from "../mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(JSON.parse(qualitySchema()).$schema, "https://json-schema.org/draft/2020-12/schema");
 * ```
 */
export function qualitySchema(): string {
  const { $schema, ...schema } = z.toJSONSchema(report);
  return `${JSON.stringify({ $schema, title: "Quality report of an air-quality lake", ...schema }, null, 2)}\n`;
}

/**
 * Reads the text of a `quality.json`.
 *
 * @throws {PipelineError} `lake_mismatch` where it is not a report, or one of another version
 *
 * @example
 * ```ts
 * import { parseQuality } from "../mod.ts";
 * import assert from "node:assert/strict";
 * assert.throws(() => parseQuality("a.json", "{}"), { code: "lake_mismatch" });
 * ```
 */
export function parseQuality(path: string, text: string): QualityReport {
  const failure = (got: string, cause: unknown) =>
    new PipelineError(
      "lake_mismatch",
      `Cannot read ${path} as a quality report: expected format ${FORMAT}, got ${got}`,
      {
        hint: "render the report again from its lake: deno task report --out-dir LAKE",
        cause,
      },
    );
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw failure("text that is not JSON", error);
  }
  const result = report.safeParse(value);
  // The value as it came: the digest depends on the order of keys.
  if (result.success) return value as QualityReport;
  const [first] = result.error.issues, place = first!.path.join(".") || "its top";
  const got = valueAt(value, first!.path) === undefined
    ? `no ${place}, as in a report of an earlier version`
    : `unexpected content at ${place}`;
  throw failure(got, result.error);
}

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[key], value);
