import { type CleanReading, DEAD_LETTER_HEADERS, encodeClean, FIELDS } from "../reading/mod.ts";
import { Difference, type Differences } from "./differences.ts";
import { identityOf, numberOf, objectOf } from "./raw_content.ts";
import {
  cleanPrint,
  digestOf,
  LARGE_KEY,
  letterPrint,
  LINE,
  rejectedPrint,
  silverPrint,
  STATION,
  TS,
} from "./row_print.ts";
import { StationTimestamps } from "./station_timestamps.ts";

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
  readonly #timestamps = new StationTimestamps();
  readonly #silver = new Difference();
  readonly #rejected = new Difference();
  readonly #clean = new Difference();
  readonly #deadLetters = new Difference();

  /** Readings of a station and timestamp that silver has more than once, whatever partitions they came by. */
  get doubled(): Differences {
    return this.#timestamps.doubled();
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
    this.#timestamps.add(row.station_id, row.ts);
    let has = SILVER;
    row.values.forEach((value, index) => has |= value === null ? 0 : 1 << index);
    const identity = { station: row.station_id, ts: row.ts, line: row.source_line };
    const first = silverPrint(identity, row.values.filter((value) => value !== null));
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
    const json = objectOf(value), identity = identityOf(json, value);
    if ((row.has & REJECTED) !== 0) {
      const keyText = key === null ? null : decoder.decode(key);
      if (rejectedPrint(identity, row.has, keyText, value) !== row.first) this.#rejected.add(partition, offset);
      return;
    }
    const values = FIELDS.flatMap(({ name }, index) => (row.has & (1 << index)) === 0 ? [] : [numberOf(json?.[name])]);
    if (silverPrint(identity, values) !== row.first) this.#silver.add(partition, offset);
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

/** Above the bits of the 13 measurements. */
const SILVER = 1 << 14, REJECTED = 1 << 15;

interface Page {
  /** What there is: `SILVER` with a bit for each value, or `REJECTED` with what could be read; 0 where there is no row. */
  readonly has: Uint16Array;
  /** Fingerprint of what the raw message must say. */
  readonly first: Uint32Array;
  /** Of the clean message, or of the dead letter. */
  readonly second: Uint32Array;
}

/** As keys and headers become text in the lake. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
