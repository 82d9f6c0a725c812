import { copyBytes, writeDigits } from "../common/mod.ts";
import { type CleanReading, encodeClean, FIELDS, NO2_HOURLY_LIMIT } from "../reading/mod.ts";
import type { RawScan } from "./raw_scan.ts";
import { sharedNumbers, type TextColumn, Texts } from "./text_column.ts";

/** What is known of a scanned reading besides what the scan holds. */
export interface ScannedReading {
  readonly stationId: string;
  readonly partition: number;
  readonly offset: number;
  /** How many values are missing. */
  readonly missing: number;
  readonly notes: string | null;
  readonly isSuspect: boolean;
}

/** Accepted readings, column by column as they go to Parquet. A column of numbers may be longer than there are rows; NaN is no value. */
export interface CleanColumns {
  readonly length: number;
  /** Milliseconds since 1970. */
  readonly ts: Float64Array;
  /** By field, in the order of `FIELDS`. */
  readonly values: readonly Float64Array[];
  readonly missing: Float64Array;
  readonly outOfRange: Float64Array;
  readonly partitions: Float64Array;
  readonly offsets: Float64Array;
  /** NaN where the producer gave none. */
  readonly sourceLines: Float64Array;
  readonly stationIds: TextColumn;
  readonly notes: TextColumn;
  readonly no2Status: TextColumn;
  readonly rowValidity: TextColumn;
  /** The values of the clean messages, one after the other, if they were made, and where each ends. */
  readonly messages: Uint8Array;
  readonly ends: Float64Array;
}

/**
 * Accepted readings as columns, and with `encodes` as the values of clean messages. Made for many: a row costs no object, and after
 * {@linkcode CleanRows.clear} its room is used again. The numbers are in shared memory, so that a Worker is handed them at no cost.
 *
 * @example
 * ```ts
 * import { encodeClean, FIELDS } from "../reading/mod.ts";
 * import { CleanRows } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const rows = new CleanRows(true);
 * const reading = {
 *   station_id: "uci", ts: 1078941600000, values: FIELDS.map(() => null), qa_missing_fields: 13, qa_out_of_range_fields: 0,
 *   validation_notes: null, no2_status: null, row_validity: "valid", kafka_partition: 0, kafka_offset: 7, source_line: 2,
 * } as const;
 * rows.add(reading);
 * assert.deepEqual([rows.length, rows.offsets[0], rows.values[0]![0]], [1, 7, NaN]);
 * assert.equal(new TextDecoder().decode(rows.messages.slice(0, rows.ends[0])), encodeClean(reading));
 * ```
 */
export class CleanRows implements CleanColumns {
  length = 0;
  ts = sharedNumbers(0);
  readonly values = FIELDS.map(() => sharedNumbers(0));
  missing = sharedNumbers(0);
  outOfRange = sharedNumbers(0);
  partitions = sharedNumbers(0);
  offsets = sharedNumbers(0);
  sourceLines = sharedNumbers(0);
  readonly stationIds = new Texts(sharedNumbers);
  readonly notes = new Texts(sharedNumbers);
  readonly no2Status = new Texts(sharedNumbers);
  readonly rowValidity = new Texts(sharedNumbers);
  messages: Uint8Array = new Uint8Array(0);
  ends = sharedNumbers(0);

  readonly #encodes: boolean;
  #at = 0;
  readonly #tails = new Map<string | null, Uint8Array[]>();
  #tailsPartition = -1;

  /** @param encodes whether the values of clean messages are made too */
  constructor(encodes: boolean) {
    this.#encodes = encodes;
  }

  add(reading: CleanReading): void {
    const at = this.#grow();
    this.ts[at] = reading.ts;
    for (let i = 0; i < FIELDS.length; i++) this.values[i]![at] = reading.values[i] ?? NaN;
    this.missing[at] = reading.qa_missing_fields;
    this.outOfRange[at] = reading.qa_out_of_range_fields;
    this.partitions[at] = reading.kafka_partition;
    this.offsets[at] = reading.kafka_offset;
    this.sourceLines[at] = reading.source_line ?? NaN;
    this.stationIds.set(at, reading.station_id);
    this.notes.set(at, reading.validation_notes);
    this.no2Status.set(at, reading.no2_status);
    this.rowValidity.set(at, reading.row_validity);
    if (this.#encodes) this.#writeText(encodeClean(reading));
    this.ends[at] = this.#at;
  }

  /** The same for a reading all of whose values are in range, from the bytes that were scanned: what the message has in them is copied. */
  addScanned(bytes: Uint8Array, scan: RawScan, reading: ScannedReading): void {
    const at = this.#grow();
    this.ts[at] = scan.ts;
    for (let i = 0; i < FIELDS.length; i++) this.values[i]![at] = scan.values[i]!;
    this.missing[at] = reading.missing;
    this.outOfRange[at] = 0;
    this.partitions[at] = reading.partition;
    this.offsets[at] = reading.offset;
    this.sourceLines[at] = scan.sourceLine;
    const no2 = scan.values[NO2]!;
    const status: CleanReading["no2_status"] = no2 !== no2 ? null : no2 > NO2_HOURLY_LIMIT ? "Unhealthy" : "Acceptable";
    const validity: CleanReading["row_validity"] = reading.isSuspect ? "suspect" : "valid";
    this.stationIds.set(at, reading.stationId);
    this.notes.set(at, reading.notes);
    this.no2Status.set(at, status);
    this.rowValidity.set(at, validity);
    if (this.#encodes) this.#writeScanned(bytes, scan, reading, this.#tailOf(reading, status, validity));
    this.ends[at] = this.#at;
  }

  clear(): void {
    this.length = this.#at = 0;
    for (const column of this.#texts()) column.clear();
  }

  /** The place of a new row. */
  #grow(): number {
    if (this.length === this.ts.length) {
      const capacity = Math.max(64, Math.ceil(1.5 * this.length));
      const grown = (column: Float64Array) => {
        const longer = sharedNumbers(capacity);
        longer.set(column);
        return longer;
      };
      this.ts = grown(this.ts);
      this.values.forEach((column, i) => this.values[i] = grown(column));
      this.missing = grown(this.missing);
      this.outOfRange = grown(this.outOfRange);
      this.partitions = grown(this.partitions);
      this.offsets = grown(this.offsets);
      this.sourceLines = grown(this.sourceLines);
      this.ends = grown(this.ends);
      for (const column of this.#texts()) column.grow(capacity);
    }
    return this.length++;
  }

  #texts(): readonly Texts[] {
    return [this.stationIds, this.notes, this.no2Status, this.rowValidity];
  }

  #reserve(size: number): void {
    if (this.#at + size <= this.messages.length) return;
    const messages = new Uint8Array(new SharedArrayBuffer(Math.max(65_536, Math.ceil(1.5 * (this.#at + size)))));
    messages.set(this.messages.subarray(0, this.#at));
    this.messages = messages;
  }

  #writeText(text: string): void {
    const bytes = utf8.encode(text); // encodeInto() takes no shared memory
    this.#reserve(bytes.length);
    this.#put(bytes);
  }

  #writeScanned(bytes: Uint8Array, scan: RawScan, reading: ScannedReading, tail: Uint8Array): void {
    this.#reserve(scan.end[FIELDS.length - 1]! - scan.start + FIELDS.length * NULL.length + tail.length + MAX_ENDING);
    // Up to the numbers and between them both are the same, so that long stretches are copied at once.
    let from = scan.start;
    for (let i = 0; i < FIELDS.length; i++) {
      const isMissing = scan.values[i] !== scan.values[i];
      if (!isMissing && scan.to[i] === scan.end[i]) continue;
      this.#copy(bytes, from, isMissing ? scan.from[i]! : scan.to[i]!);
      if (isMissing) this.#put(NULL);
      from = scan.end[i]!;
    }
    this.#copy(bytes, from, scan.end[FIELDS.length - 1]!);
    this.#put(tail);
    this.#putInteger(reading.offset);
    this.#put(SOURCE_LINE);
    this.#putInteger(scan.sourceLine);
    this.messages[this.#at++] = BRACE;
  }

  /** What stands between the measurements and the offset: of few forms, as most notes are. */
  #tailOf(
    { missing, notes, partition }: ScannedReading,
    no2: CleanReading["no2_status"],
    validity: CleanReading["row_validity"],
  ): Uint8Array {
    if (partition !== this.#tailsPartition || this.#tails.size > MAX_TAILS) this.#tails.clear();
    this.#tailsPartition = partition;
    let tails = this.#tails.get(notes);
    if (tails === undefined) this.#tails.set(notes, tails = []);
    const kind = (missing * 3 + (no2 === null ? 0 : no2 === "Unhealthy" ? 1 : 2)) * 2 + (validity === "valid" ? 0 : 1);
    return tails[kind] ??= utf8.encode(
      `,"qa_missing_fields":${missing},"qa_out_of_range_fields":0,"validation_notes":${JSON.stringify(notes)}` +
        `,"no2_status":${
          JSON.stringify(no2)
        },"row_validity":"${validity}","kafka_partition":${partition},"kafka_offset":`,
    );
  }

  #put(text: Uint8Array): void {
    this.#copy(text, 0, text.length);
  }

  #putInteger(value: number): void {
    this.#at = writeDigits(value, this.messages, this.#at);
  }

  #copy(from: Uint8Array, start: number, end: number): void {
    this.#at = copyBytes(from, start, end, this.messages, this.#at);
  }
}

const utf8 = new TextEncoder();
const NO2 = FIELDS.findIndex(({ name }) => name === "no2_gt");
const NULL = utf8.encode("null");
const SOURCE_LINE = utf8.encode(',"source_line":');
const BRACE = 125;
/** Bytes of offset, line and what is around them, at most. */
const MAX_ENDING = 64;
const MAX_TAILS = 1_000;
