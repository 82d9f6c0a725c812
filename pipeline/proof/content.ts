import { createHash } from "node:crypto";
import {
  type CleanReading,
  DEAD_LETTER_HEADERS,
  encodeClean,
  FIELDS,
  formatTimestamp,
  parseTimestamp,
} from "../reading/mod.ts";
import { Fingerprint } from "./fingerprint.ts";

/** A row of rejected, as far as it is compared with its message. */
export interface RejectedRow {
  readonly partition: number;
  readonly offset: number;
  readonly stationId: string | null;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly ts: number | null;
  readonly sourceLine: number | null;
  readonly key: string | null;
  /** The value as received; null for a tombstone. */
  readonly value: Uint8Array | string | null;
  /** JSON list of every reason. */
  readonly reasons: string;
  readonly ruleSet: string | null;
}

/** A message as far as its content is compared. */
export interface ContentMessage {
  readonly partition: number;
  readonly offset: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: Readonly<Record<string, readonly Uint8Array[]>>;
}

/** A place in the raw topic. */
export interface RawPlace {
  readonly partition: number;
  readonly offset: number;
}

/** Messages that do not say what their rows say. */
export interface Differences {
  readonly count: number;
  /** The first of them as `partition:offset` of the raw topic. */
  readonly detail: string;
}

/**
 * Compares what rows say with what messages say. First every row is added, then every message is compared with the row of its offset; one
 * without a row is another law's business. It keeps 18 bytes a row.
 *
 * A silver row must have the station, timestamp and line of its raw message, and each of its values; where the row has null, the rules
 * decided so. A clean message must be the row, byte for byte. A rejected row must have key and value of its raw message, and what of station,
 * timestamp and line could be read; a dead letter its key, value, reasons and rule set.
 *
 * @example
 * ```ts
 * import { ContentLedger } from "./mod.ts";
 * import { FIELDS } from "../reading/mod.ts";
 * import assert from "node:assert/strict";
 * const content = new ContentLedger();
 * content.addSilver({
 *   station_id: "uci", ts: 1078941600000, values: FIELDS.map(() => null), qa_missing_fields: 13, qa_out_of_range_fields: 0,
 *   validation_notes: null, no2_status: null, row_validity: "valid", kafka_partition: 0, kafka_offset: 7, source_line: 2,
 * });
 * const raw = (line: number) => new TextEncoder().encode(`{"station_id":"uci","ts":"2004-03-10T18:00:00Z","source_line":${line}}`);
 * content.compareRaw({ partition: 0, offset: 7, key: null, value: raw(2), headers: {} });
 * assert.equal(content.silver.count, 0);
 * content.compareRaw({ partition: 0, offset: 7, key: null, value: raw(3), headers: {} });
 * assert.deepEqual(content.silver, { count: 1, detail: "1 differs, as partition:offset 0:7" });
 * ```
 */
export class ContentLedger {
  readonly #pages = new Map<string, Page>();
  /** By station the timestamps of its rows. */
  readonly #timestamps = new Map<string, Timestamps>();
  readonly #silver = new Difference();
  readonly #rejected = new Difference();
  readonly #clean = new Difference();
  readonly #deadLetters = new Difference();

  /** Readings of a station and timestamp that silver has more than once, whatever partitions they came by. */
  get doubled(): Differences {
    return doubledIn(this.#timestamps);
  }

  /** Silver rows that differ from their raw message. */
  get silver(): Differences {
    return this.#silver.counted();
  }

  /** Rejected rows that differ from their raw message. */
  get rejected(): Differences {
    return this.#rejected.counted();
  }

  /** Clean messages that differ from their silver row. */
  get clean(): Differences {
    return this.#clean.counted();
  }

  /** Dead letters that differ from their rejected row. */
  get deadLetters(): Differences {
    return this.#deadLetters.counted();
  }

  addSilver(row: CleanReading): void {
    let timestamps = this.#timestamps.get(row.station_id);
    if (timestamps === undefined) this.#timestamps.set(row.station_id, timestamps = new Timestamps());
    timestamps.add(row.ts);
    let has = SILVER;
    row.values.forEach((value, index) => has |= value === null ? 0 : 1 << index);
    const source = print.begin().text(row.station_id).number(row.ts).number(row.source_line ?? NO_LINE);
    for (const value of row.values) if (value !== null) source.number(value);
    const first = source.value;
    this.#put(row.kafka_partition, row.kafka_offset, has, first, cleanPrint(row.station_id, encodeClean(row)));
  }

  addRejected(row: RejectedRow): void {
    const { partition, offset, stationId, ts, sourceLine, key, value, reasons, ruleSet } = row;
    const has = REJECTED | (stationId === null ? 0 : STATION) | (ts === null ? 0 : TS) |
      (sourceLine === null ? 0 : LINE);
    const first = rejectedPrint({ station: stationId, ts, line: sourceLine }, has, key, value);
    this.#put(partition, offset, has, first, letterPrint(key, digestOf(value), reasons, ruleSet));
  }

  /** Compares a message of the raw topic with the row that was made of it. */
  compareRaw({ partition, offset, key, value }: ContentMessage): void {
    const row = this.#find(partition, offset);
    if (row === null) return;
    const json = parsed(value);
    if ((row.has & REJECTED) !== 0) {
      const keyText = key === null ? null : decoder.decode(key);
      if (rejectedPrint(identityOf(json, value), row.has, keyText, value) === row.first) return;
      return this.#rejected.add(partition, offset);
    }
    const { station, ts, line } = identityOf(json, value);
    const source = print.begin().text(station ?? "").number(ts ?? NaN).number(line ?? NO_LINE);
    FIELDS.forEach(({ name }, index) => {
      if ((row.has & (1 << index)) !== 0) source.number(numberOf(json?.[name]));
    });
    if (source.value !== row.first) this.#silver.add(partition, offset);
  }

  /** Compares a message of the clean topic with the silver row that it names. */
  compareClean({ key, value }: ContentMessage, { partition, offset }: RawPlace): void {
    const row = this.#find(partition, offset);
    if (row === null || (row.has & SILVER) === 0) return;
    if (key === null || value === null || cleanPrint(key, value) !== row.second) this.#clean.add(partition, offset);
  }

  /** Compares a dead letter with the rejected row that it names. */
  compareDeadLetter({ key, value, headers }: ContentMessage, { partition, offset }: RawPlace): void {
    const row = this.#find(partition, offset);
    if (row === null || (row.has & REJECTED) === 0) return;
    const text = (name: string) => {
      const header = headers[name]?.at(-1);
      return header === undefined ? null : decoder.decode(header);
    };
    const reasons = text(DEAD_LETTER_HEADERS.reasons) ?? "", ruleSet = text(DEAD_LETTER_HEADERS.ruleSet);
    const keyText = key === null ? null : decoder.decode(key);
    const digest = text(DEAD_LETTER_HEADERS.valueSha256);
    const isKeyless = text(DEAD_LETTER_HEADERS.keyBytes) !== null;
    const letter = letterPrint(isKeyless ? LARGE_KEY : keyText, digest ?? digestOf(value), reasons, ruleSet);
    if (letter !== row.second) this.#deadLetters.add(partition, offset);
  }

  #put(partition: number, offset: number, has: number, first: number, second: number): void {
    const page = this.#pageOf(partition, offset) ?? this.#openPage(partition, offset), at = offset % PAGE;
    page.has[at] = has;
    page.first[at] = first;
    page.second[at] = second;
  }

  #find(partition: number, offset: number): { has: number; first: number; second: number } | null {
    const page = this.#pageOf(partition, offset), at = offset % PAGE;
    const has = page?.has[at] ?? 0;
    return page === undefined || has === 0 ? null : { has, first: page.first[at]!, second: page.second[at]! };
  }

  #pageOf(partition: number, offset: number): Page | undefined {
    return this.#pages.get(`${partition} ${Math.floor(offset / PAGE)}`);
  }

  #openPage(partition: number, offset: number): Page {
    const page = { has: new Uint16Array(PAGE), first: new Uint32Array(PAGE), second: new Uint32Array(PAGE) };
    this.#pages.set(`${partition} ${Math.floor(offset / PAGE)}`, page);
    return page;
  }
}

const PAGE = 65_536;

interface Page {
  /** What there is: `SILVER` with a bit for each value, or `REJECTED` with what could be read; 0 where there is no row. */
  readonly has: Uint16Array;
  /** Fingerprint of what the raw message must say. */
  readonly first: Uint32Array;
  /** Of the clean message, or of the dead letter. */
  readonly second: Uint32Array;
}

/** Above the bits of the 13 measurements. */
const SILVER = 1 << 14, REJECTED = 1 << 15;
const STATION = 1, TS = 2, LINE = 4;
const NO_LINE = -1;

const print = new Fingerprint();
/** As keys and values become text in the lake. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
/** As a value is judged: without a byte order mark. */
const jsonDecoder = new TextDecoder();

class Difference {
  readonly #examples: string[] = [];
  #count = 0;

  add(partition: number, offset: number): void {
    if (this.#count++ < 5) this.#examples.push(`${partition}:${offset}`);
  }

  counted(): Differences {
    const count = this.#count, verb = count === 1 ? "differs" : "differ";
    return { count, detail: count === 0 ? "" : `${count} ${verb}, as partition:offset ${this.#examples.join(", ")}` };
  }
}

/** Milliseconds since 1970, eight bytes each. */
class Timestamps {
  #held = new Float64Array(1_024);
  #count = 0;

  add(ts: number): void {
    if (this.#count === this.#held.length) {
      const held = new Float64Array(2 * this.#count);
      held.set(this.#held);
      this.#held = held;
    }
    this.#held[this.#count++] = ts;
  }

  /** Those that are there already, in order. */
  doubled(): number[] {
    const sorted = this.#held.subarray(0, this.#count).toSorted();
    return [...sorted].filter((ts, index) => index > 0 && ts === sorted[index - 1]);
  }
}

function doubledIn(stations: ReadonlyMap<string, Timestamps>): Differences {
  const doubled = [...stations].flatMap(([station, timestamps]) =>
    timestamps.doubled().map((ts) => `${station} ${formatTimestamp(ts)}`)
  );
  const more = doubled.length > 5 ? ", …" : "";
  return {
    count: doubled.length,
    detail: doubled.length === 0
      ? ""
      : `a station's readings came by several partitions: ${doubled.slice(0, 5).join(", ")}${more}`,
  };
}

/** What a raw message says of itself. */
interface Identity {
  readonly station: string | null;
  readonly ts: number | null;
  readonly line: number | null;
}

function identityOf(json: Record<string, unknown> | null, value: Uint8Array | null): Identity {
  const { station_id: station, ts, source_line: line } = json ?? {};
  return {
    station: typeof station === "string" ? station : null,
    ts: typeof ts === "string" ? parseTimestamp(ts) ?? null : null,
    line: typeof line === "number" ? line : json === null && value !== null ? lineAtEnds(value) : null,
  };
}

/** Of a value that was too long to be parsed its line is still read: the producer writes it first or last. */
function lineAtEnds(value: Uint8Array): number | null {
  const found = /^\{"source_line":(\d{1,15})[,}]/.exec(decoder.decode(value.subarray(0, 40))) ??
    /"source_line":(\d{1,15})\}$/.exec(decoder.decode(value.subarray(-40)));
  return found === null ? null : Number(found[1]);
}

function parsed(value: Uint8Array | null): Record<string, unknown> | null {
  try {
    const json: unknown = value === null ? null : JSON.parse(jsonDecoder.decode(value));
    return typeof json === "object" && !Array.isArray(json) ? json as Record<string, unknown> | null : null;
  } catch {
    return null;
  }
}

/** A measurement as sent; as text where the rule set takes decimal numbers in text, too. -0 and 0 are one value. */
function numberOf(value: unknown): number {
  const number = typeof value === "string" ? Number(value.replace(",", ".")) : value;
  return typeof number === "number" ? number + 0 : NaN;
}

const cleanPrint = (key: Uint8Array | string, value: Uint8Array | string) =>
  print.begin().optional(key).optional(value).value;

function rejectedPrint(
  { station, ts, line }: Identity,
  has: number,
  key: string | null,
  value: Uint8Array | string | null,
): number {
  print.begin().optional(key).optional(value);
  if ((has & STATION) !== 0) print.optional(station);
  if ((has & TS) !== 0) print.number(ts ?? NaN);
  if ((has & LINE) !== 0) print.number(line ?? NO_LINE);
  return print.value;
}

/** Where the topic takes no more, a dead letter has no such key. It is compared with the raw message all the same. */
const LARGE_KEY_BYTES = 1_024, LARGE_KEY = "…";

const isLargeKey = (key: string) => encoder.encode(key).length > LARGE_KEY_BYTES;

/** A dead letter may have the digest of a large value in place of it. */
const DIGEST_BYTES = 4_096;

function digestOf(value: Uint8Array | string | null): Uint8Array | string | null {
  if (value === null) return null;
  const bytes = typeof value === "string" ? encoder.encode(value) : value;
  return bytes.length > DIGEST_BYTES ? createHash("sha256").update(bytes).digest("hex") : bytes;
}

const letterPrint = (key: string | null, value: Uint8Array | string | null, reasons: string, ruleSet: string | null) =>
  print.begin().optional(key !== null && isLargeKey(key) ? LARGE_KEY : key).optional(value).text(reasons)
    .optional(ruleSet).value;

const encoder = new TextEncoder();
