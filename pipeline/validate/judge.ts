import {
  type CleanReading,
  DEFAULT_RULE_SET,
  FIELDS,
  lineAtEnds,
  MAX_VALUE_BYTES,
  MISSING_SENTINEL,
  NO2_HOURLY_LIMIT,
  parseTimestamp,
  rawLineSchema,
  rawReadingSchema,
  type Reason,
  type RuleSet,
  STATION_ID,
} from "../reading/mod.ts";
import { MAX_MESSAGE_BYTES, MAX_UNPACKED_BYTES } from "../records/mod.ts";
import { isObject, isOddCell, KNOWN, readTexts, textOf, unknownFields } from "./odd.ts";
import { repeatedKeys } from "./repeated_keys.ts";

/** A message of the raw topic, as far as it is judged. */
export interface RawMessage {
  readonly partition: number;
  readonly offset: number;
  /** The bytes as received; null for a tombstone. */
  readonly value: Uint8Array | null;
  /** Where they stand in larger bytes, which saves a view of them where it is given; `valueFrom` is -1 for a tombstone. */
  readonly bytes?: Uint8Array;
  readonly valueFrom?: number;
  readonly valueTo?: number;
  /** Why it could not be read; then `value` is null. */
  readonly unread?: string | undefined;
}

/** A refused message: every reason that applies, and what could still be read of it. */
export interface Rejection {
  /** At least one; the first is the primary one, by which rejections are counted and filed. */
  readonly reasons: readonly [Reason, ...Reason[]];
  readonly station_id: string | null;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly ts: number | null;
  readonly source_line: number | null;
}

/** What the rules say of one message. Bad data is a value, never an exception. */
export type Verdict =
  | { readonly accepted: true; readonly reading: CleanReading }
  | { readonly accepted: false; readonly rejection: Rejection };

const NO2 = FIELDS.findIndex((field) => field.name === "no2_gt");
const POLLUTANTS = FIELDS.filter((field) => field.pollutant).map((field) => field.name).join(", ");
const EXPECTED: Record<string, string> = {
  "": "an object",
  station_id: "1 to 64 of A-Z a-z 0-9 . _ -, the first a letter or digit",
  ts: "text",
  source_line: "a whole number from 1",
};
const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Judges one message: accepted with its clean reading, or rejected with every reason that applies. Pure: `seenBefore` says whether a
 * reading of this station and moment was accepted earlier, and it is for the caller to remember the accepted ones. Of the notes it gives
 * those that the message alone shows, `out_of_range`; the others need the readings before it: see {@linkcode RecentReadings}.
 *
 * @example
 * ```ts
 * import { judge } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const value = new TextEncoder().encode('{"station_id":"uci","ts":"2004-03-10T18:00:00Z","co_gt":2.6,"no2_gt":-200}');
 * const verdict = judge({ partition: 0, offset: 7, value }, () => false);
 * assert.ok(verdict.accepted);
 * assert.equal(verdict.reading.qa_missing_fields, 12);
 * ```
 */
export function judge(
  message: RawMessage,
  seenBefore: (stationId: string, ts: number) => boolean,
  rules: RuleSet = DEFAULT_RULE_SET,
): Verdict {
  if (message.unread !== undefined) {
    const unread = reason(
      "too_large",
      "",
      `a message of ${MAX_MESSAGE_BYTES} bytes or fewer, in a batch that unpacks to ${MAX_UNPACKED_BYTES} or fewer`,
      message.unread,
    );
    return reject([unread], null, null, null);
  }
  const parsed = parse(message.value);
  if ("reason" in parsed) {
    return reject([parsed.reason], null, null, parsed.reason.code === "too_large" ? lineAtEnds(message.value!) : null);
  }
  const repeated = isObject(parsed.json) ? repeatedKeys(parsed.text, parsed.json, KNOWN) : [];
  const { json, odd } = readTexts(parsed.json, rules, repeated);
  const sourceLine = repeated.includes("source_line") ? null : sourceLineOf(json);
  const line = isObject(json) && "raw" in json ? rawLineSchema.safeParse(json) : undefined;
  if (line?.success) {
    const malformed = reason("malformed_line", "", "one cell for each column of the header", textOf(line.data.raw));
    return reject([malformed], null, null, sourceLine);
  }

  const raw = isObject(json) ? json : {};
  const measured = measure(raw, rules);
  const shape = measured.plain && hasPlainHead(raw) ? undefined : rawReadingSchema.safeParse(json);
  const reasons = shape === undefined || shape.success ? [] : schemaReasons(shape.error.issues, json);
  for (const key of repeated) {
    if (isOddCell(key, rules) || reasons.some(({ field }) => field === key)) continue;
    reasons.push(reason("schema_violation", key, "the key once", "the key more than once"));
  }
  const bad = new Set(reasons.map((each) => each.field));
  if (bad.has("")) return reject(reasons as [Reason], null, null, null);

  const stationId = bad.has("station_id") ? null : raw.station_id as string;
  const ts = bad.has("ts") ? undefined : parseTimestamp(raw.ts as string);
  if (ts === undefined && !bad.has("ts")) {
    reasons.push(reason("bad_timestamp", "ts", "an RFC 3339 date-time that exists", textOf(raw.ts)));
  }

  for (const { name } of FIELDS) {
    // A text that the contract takes for missing, but not this rule set.
    if (typeof raw[name] !== "string" || bad.has(name)) continue;
    reasons.push(reason("schema_violation", name, "a number, null or an empty text", textOf(raw[name])));
  }
  reasons.push(...shortfalls(measured, rules.accept));
  if (stationId !== null && ts !== undefined && seenBefore(stationId, ts)) {
    reasons.push(
      reason("duplicate", "ts", "one reading for a station and timestamp", `${stationId} ${textOf(raw.ts)}`),
    );
  }
  if (reasons.length > 0 || stationId === null || ts === undefined) {
    return reject(reasons as [Reason, ...Reason[]], stationId, ts ?? null, sourceLine);
  }
  const { values, missing, outOfRange } = measured;
  const notes = [measured.notes, ...odd, ...unknownFields(raw)].filter((each) => each !== "").join(";");
  const no2 = values[NO2]!;
  return {
    accepted: true,
    reading: {
      station_id: stationId,
      ts,
      values,
      qa_missing_fields: missing,
      qa_out_of_range_fields: outOfRange,
      validation_notes: notes === "" ? null : notes,
      no2_status: no2 === null ? null : no2 > NO2_HOURLY_LIMIT ? "Unhealthy" : "Acceptable",
      row_validity: outOfRange === 0 && odd.length === 0 ? "valid" : "suspect",
      kafka_partition: message.partition,
      kafka_offset: message.offset,
      source_line: sourceLine,
    },
  };
}

function parse(value: Uint8Array | null): { json: unknown; text: string } | { reason: Reason } {
  if (value === null) return { reason: reason("tombstone", "", "a value", "none") };
  if (value.length > MAX_VALUE_BYTES) {
    return { reason: reason("too_large", "", `at most ${MAX_VALUE_BYTES} bytes`, `${value.length} bytes`) };
  }
  let text: string;
  try {
    text = utf8.decode(value);
  } catch {
    return { reason: reason("not_utf8", "", "UTF-8 text", textOf(new TextDecoder().decode(value))) };
  }
  try {
    return { json: JSON.parse(text), text };
  } catch {
    return { reason: reason("not_json", "", "a JSON object", textOf(text)) };
  }
}

/** What a reading's measurements are worth. */
interface Measured {
  readonly values: readonly (number | null)[];
  readonly missing: number;
  readonly outOfRange: number;
  /** How many of the values are pollutants. */
  readonly pollutants: number;
  readonly notes: string;
  /** Each is a number or absent, so that the schema has nothing to say of them. */
  readonly plain: boolean;
}

function measure(raw: Record<string, unknown>, { ranges, missing: { numbers } }: RuleSet): Measured {
  const values: (number | null)[] = new Array(FIELDS.length);
  let notes = "", missing = 0, outOfRange = 0, pollutants = 0, plain = true;
  for (let i = 0; i < FIELDS.length; i++) {
    const field = FIELDS[i]!, range = ranges[i]!;
    const value = raw[field.name];
    values[i] = null;
    if (typeof value !== "number") {
      missing++;
      if (value !== null && value !== undefined) plain = false;
    } else if (value === MISSING_SENTINEL || numbers[i]!.includes(value)) {
      missing++;
    } else if (!Number.isFinite(value)) {
      plain = false;
    } else if (value < range.min || value > range.max) {
      outOfRange++;
      notes += `${notes && ";"}out_of_range:${field.name}=${value}`;
    } else {
      // + 0 turns -0 into 0, which JSON and Parquet would otherwise tell apart.
      values[i] = value + 0;
      if (field.pollutant) pollutants++;
    }
  }
  return { values, missing, outOfRange, pollutants, notes, plain };
}

/** What the reading lacks to be accepted. */
function shortfalls({ pollutants, missing, outOfRange }: Measured, { minPollutants, minValues }: RuleSet["accept"]) {
  const reasons: Reason[] = [];
  if (pollutants < minPollutants) {
    const least = minPollutants === 1 ? "one" : minPollutants;
    const got = pollutants === 0 ? "none" : `${pollutants}`;
    reasons.push(reason("no_pollutant", "", `a value for at least ${least} of ${POLLUTANTS}`, got));
  }
  const usable = FIELDS.length - missing - outOfRange;
  if (usable < minValues) {
    const expected = `a value for at least ${minValues} of the ${FIELDS.length} measurements`;
    reasons.push(reason("too_few_values", "", expected, `${usable}`));
  }
  return reasons;
}

/** True where the schema has nothing to say of what is not a measurement, at a fifth of its cost; where it is false, the schema decides. */
function hasPlainHead({ station_id, ts, source_line }: Record<string, unknown>): boolean {
  return typeof station_id === "string" && STATION_ID.test(station_id) && typeof ts === "string" &&
    (source_line === null || source_line === undefined ||
      (typeof source_line === "number" && Number.isSafeInteger(source_line) && source_line > 0));
}

function schemaReasons(issues: readonly { path: PropertyKey[] }[], json: unknown): Reason[] {
  const fields = [...new Set(issues.map((issue) => String(issue.path[0] ?? "")))];
  return fields.map((field) => {
    const got = field === "" ? json : (json as Record<string, unknown>)[field];
    return reason("schema_violation", field, EXPECTED[field] ?? "a number, null or an empty text", textOf(got));
  });
}

function sourceLineOf(json: unknown): number | null {
  const line = typeof json === "object" && json !== null ? (json as Record<string, unknown>).source_line : null;
  return typeof line === "number" && Number.isSafeInteger(line) && line > 0 ? line : null;
}

function reason(code: Reason["code"], field: string, expected: string, got: string): Reason {
  return { code, field, expected, got };
}

function reject(
  reasons: [Reason, ...Reason[]],
  station_id: string | null,
  ts: number | null,
  source_line: number | null,
): Verdict {
  return { accepted: false, rejection: { reasons, station_id, ts, source_line } };
}
