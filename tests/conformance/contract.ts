import { isUtf8 } from "node:buffer";
import { compileSchema, faultyFields } from "../support/json_schema.ts";

const schema = (name: string) =>
  JSON.parse(Deno.readTextFileSync(new URL(`../../docs/contract/${name}.schema.json`, import.meta.url)));

const RAW = schema("raw-reading"), LETTER = schema("dead-letter");
const isReading = compileSchema(RAW), isLine = compileSchema(schema("raw-line"));
/** The contract of a clean message, and of a dead letter's headers. */
export const isClean = compileSchema(schema("clean-reading")), isDeadLetter = compileSchema(LETTER);
/** The headers that a dead letter has beside those of its message. */
export const LETTER_HEADERS: readonly string[] = Object.keys(LETTER.properties);

interface Range {
  readonly min?: number;
  readonly max?: number;
}
const RANGES = Object.entries(RAW.properties as Record<string, { "x-range"?: Range }>)
  .flatMap(([name, { "x-range": range }]) => range === undefined ? [] : [[name, range] as const]);

/** The 13 measurements in the order of the published contract. */
export const MEASUREMENTS: readonly string[] = RANGES.map(([name]) => name);

const MAX_BYTES = 65_536;

/** What a message has to come to, as the published contract says it. */
export type Expected =
  /** Each `code` or `code field`, sorted. */
  | { readonly reasons: readonly string[] }
  | {
    readonly station: string;
    readonly timestampMs: number;
    readonly values: readonly (number | null)[];
    readonly missing: number;
    /** `out_of_range:<field>=<value>`. */
    readonly notes: readonly string[];
    readonly line: number | null;
  };

/** Reads the messages of a partition by docs/contract alone, one after the other: it shares no code with `judge`. */
export class Contract {
  /** `station moment`, without an end: the messages here are of fewer days than are remembered. */
  readonly #seen = new Set<string>();

  read(value: Uint8Array | null): Expected {
    const parsed = parse(value);
    if ("reason" in parsed) return { reasons: [parsed.reason] };
    const { json, text } = parsed;
    if (isLine(json)) return { reasons: ["malformed_line"] };

    const misshapen = isReading(json) ? [] : faultyFields(isReading);
    if (misshapen.includes("")) return { reasons: ["schema_violation"] };
    const faults = [...new Set([...misshapen, ...doubledKeys(text)])];
    const raw = json as Record<string, unknown>;
    const reasons = faults.map((field) => `schema_violation ${field}`);
    const timestampMs = faults.includes("ts") ? undefined : timestampOf(raw.ts as string);
    if (timestampMs === undefined && !faults.includes("ts")) reasons.push("bad_timestamp ts");

    const measured = RANGES.map(([name, range]) => measure(name, raw[name], range));
    if (!measured.some(({ name, value }) => name.endsWith("_gt") && value !== null)) reasons.push("no_pollutant");
    const station = faults.includes("station_id") ? undefined : raw.station_id as string;
    const reading = `${station} ${timestampMs}`;
    if (this.#seen.has(reading)) reasons.push("duplicate ts");
    if (reasons.length > 0 || station === undefined || timestampMs === undefined) return { reasons: reasons.sort() };

    this.#seen.add(reading);
    return {
      station,
      timestampMs,
      values: measured.map(({ value }) => value),
      missing: measured.filter(({ missing }) => missing).length,
      notes: measured.flatMap(({ note }) => note ?? []),
      line: (raw.source_line ?? null) as number | null,
    };
  }
}

function parse(value: Uint8Array | null): { json: unknown; text: string } | { reason: string } {
  if (value === null) return { reason: "tombstone" };
  if (value.length > MAX_BYTES) return { reason: "too_large" };
  if (!isUtf8(value)) return { reason: "not_utf8" };
  try {
    // This drops one byte order mark, which RFC 8259 lets a reader ignore.
    const text = new TextDecoder().decode(value);
    return { json: JSON.parse(text), text };
  } catch {
    return { reason: "not_json" };
  }
}

/** The keys of the contract that an object has more than once. */
function doubledKeys(text: string): string[] {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\]:]/g) ?? [], keys: string[] = [];
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token === "{" || token === "[") depth++;
    if (token === "}" || token === "]") depth--;
    if (depth === 1 && token.startsWith('"') && tokens[index + 1] === ":") keys.push(JSON.parse(token));
  }
  return Object.keys(RAW.properties).filter((name) => keys.indexOf(name) !== keys.lastIndexOf(name));
}

function measure(name: string, value: unknown, { min = -Infinity, max = Infinity }: Range) {
  if (typeof value !== "number" || value === -200) return { name, value: null, missing: true };
  if (value < min || value > max) return { name, value: null, missing: false, note: `out_of_range:${name}=${value}` };
  // The lake has no negative zero.
  return { name, value: value + 0, missing: false };
}

const DATE_TIME =
  /^(?<date>\d{4}-\d{2}-\d{2})[Tt](?<time>(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(?<fraction>\d{1,9}))?(?:[Zz]|(?<sign>[+-])(?<hours>[01]\d|2[0-3]):(?<minutes>[0-5]\d))$/;

/** Of an RFC 3339 date-time of the years 1 to 9999, UTC, to the millisecond; `undefined` where there is no such moment. */
function timestampOf(text: string): number | undefined {
  const { date, time, fraction = "", sign, hours = "0", minutes = "0" } = DATE_TIME.exec(text)?.groups ?? {};
  if (date === undefined) return undefined;
  const timestampMs = Date.parse(`${date}T${time}.${fraction.padEnd(3, "0").slice(0, 3)}Z`);
  // A day that is not is none, or another one.
  if (Number.isNaN(timestampMs) || new Date(timestampMs).toISOString().slice(0, 10) !== date) return undefined;
  const offsetMs = (60 * Number(hours) + Number(minutes)) * 60_000;
  const moment = new Date(timestampMs + (sign === "-" ? offsetMs : -offsetMs));
  return moment.getUTCFullYear() >= 1 && moment.getUTCFullYear() <= 9999 ? moment.getTime() : undefined;
}
