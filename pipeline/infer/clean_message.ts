import { z } from "zod";
import { type Hour } from "../forecast/mod.ts";
import { FIELDS, parseTimestamp } from "../reading/mod.ts";
import type { FieldName } from "../series/mod.ts";
import type { IncomingMessage } from "../records/mod.ts";

/** What forecasts need of a clean message. */
export interface CleanMessage {
  readonly stationId: string;
  /** Its measurements, labelled by the start of the hour. */
  readonly hour: Hour;
  /** Where the reading stands in the raw topic, and so in silver. */
  readonly rawPartition: number;
  readonly rawOffset: number;
}

const MEASUREMENTS = FIELDS.map(({ name }) => name as FieldName);
const MESSAGE = z.object({
  station_id: z.string(),
  ts: z.string(),
  kafka_partition: z.int().nonnegative(),
  kafka_offset: z.int().nonnegative(),
  ...Object.fromEntries(MEASUREMENTS.map((name) => [name, z.number().nullable()])) as Record<
    FieldName,
    z.ZodNullable<z.ZodNumber>
  >,
});

/** Reads a message of the clean topic; null where it is not one of this project's, as anyone may write to a topic. */
export function readClean({ value }: IncomingMessage): CleanMessage | null {
  if (value === null) return null;
  const parsed = MESSAGE.safeParse(json(value));
  if (!parsed.success) return null;
  const { station_id, ts, kafka_partition, kafka_offset } = parsed.data, ms = parseTimestamp(ts);
  if (ms === undefined) return null;
  const values = MEASUREMENTS.map((name) => parsed.data[name]);
  return { stationId: station_id, hour: { ts: ms, values }, rawPartition: kafka_partition, rawOffset: kafka_offset };
}

const utf8 = new TextDecoder();

function json(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    return undefined;
  }
}
