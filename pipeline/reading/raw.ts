import { z } from "zod";
import { FIELDS } from "./field.ts";

/**
 * A reading as the producer sends it: as measured, -200 kept. A cell that is no number travels as its text, an empty one as `null`;
 * a `ts` that cannot be formatted travels as the text of its cells. The producer formats, it never judges.
 */
export interface RawReading {
  readonly station_id: string;
  /** RFC 3339, the fixed-offset station clock labelled UTC. */
  readonly ts: string;
  /** 1-based line of the source file. */
  readonly source_line: number;
  /** The bytes of the line in base64, where they are not UTF-8: the text then holds U+FFFD in their place. */
  readonly raw_base64?: string;
  readonly [measurement: string]: string | number | null | undefined;
}

/** A source line that fits no column: what the producer sends in place of a reading. */
export interface RawLine {
  readonly source_line: number;
  readonly raw: string;
  /** The bytes of the line in base64, where they are not UTF-8. */
  readonly raw_base64?: string;
}

/** The Kafka header by which a raw message names the replay that sent it. */
export const RUN_HEADER = "airquality.run";

/** The alphabet and length of a station id: it becomes a key, a label and text in reports, never markup or a path. */
export const STATION_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Texts that mean "no value", besides `null`, an absent field and -200, unless the rule set has others. */
export const MISSING_TEXTS: readonly string[] = [
  "",
  "NaN",
  "nan",
  "NA",
  "N/A",
  "n/a",
  "na",
  "null",
  "NULL",
  "None",
  "none",
  "-",
];

const measurement = z.union([z.number(), z.null(), z.enum(MISSING_TEXTS as [string, ...string[]])]).optional();

/**
 * The contract of a raw message, the one source of every other form of it. `ts` is judged apart from the shape (`bad_timestamp`), so any text fits here.
 * Fields that are not named are let through and ignored: another producer may add some.
 *
 * @example
 * ```ts
 * import { rawReadingSchema } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const good = { station_id: "uci", ts: "2004-03-10T18:00:00Z", co_gt: 2.6, source_line: 2 };
 * assert.ok(rawReadingSchema.safeParse(good).success);
 * assert.ok(!rawReadingSchema.safeParse({ ...good, co_gt: "2.6" }).success);
 * ```
 */
export const rawReadingSchema = z.object({
  station_id: z.string().regex(STATION_ID),
  ts: z.string(),
  source_line: z.int().min(1).nullish(),
  raw_base64: z.string().nullish(),
  ...Object.fromEntries(FIELDS.map((field) => [field.name, measurement.describe(field.description)])),
});

/** The contract of {@linkcode RawLine}: its `raw` tells it from a reading. */
export const rawLineSchema = z.object({
  source_line: z.int().min(1).nullish(),
  raw: z.string(),
  raw_base64: z.string().nullish(),
});

/**
 * The source line of a value that is too long to be parsed; null where it names none. The producer writes the line first or last.
 *
 * @example
 * ```ts
 * import { lineAtEnds } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(lineAtEnds(new TextEncoder().encode('{"raw":"…","source_line":17}')), 17);
 * ```
 */
export function lineAtEnds(value: Uint8Array): number | null {
  const head = new TextDecoder().decode(value.subarray(0, 40)), tail = new TextDecoder().decode(value.subarray(-40));
  const found = /^\{"source_line":(\d{1,15})[,}]/.exec(head) ?? /"source_line":(\d{1,15})\}$/.exec(tail);
  return found === null ? null : Number(found[1]);
}
