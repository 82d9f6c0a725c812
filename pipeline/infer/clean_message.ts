import { z } from "zod";
import { type Hour } from "../forecast/mod.ts";
import { FIELDS, parseTimestamp } from "../reading/mod.ts";
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

const MESSAGE = z.looseObject({
  station_id: z.string(),
  ts: z.string(),
  kafka_partition: z.int().nonnegative(),
  kafka_offset: z.int().nonnegative(),
  ...Object.fromEntries(FIELDS.map(({ name }) => [name, z.number().nullable()])),
});

/** Reads a message of the clean topic; null where it is not one of this project's, as anyone may write to a topic. */
export function readClean({ value }: IncomingMessage): CleanMessage | null {
  if (value === null) return null;
  const parsed = MESSAGE.safeParse(json(value));
  if (!parsed.success) return null;
  const { station_id, ts, kafka_partition, kafka_offset, ...fields } = parsed.data;
  const ms = parseTimestamp(ts);
  if (ms === undefined) return null;
  const values = FIELDS.map(({ name }) => (fields as unknown as Record<string, number | null>)[name]!);
  return { stationId: station_id, hour: { ts: ms, values }, rawPartition: kafka_partition, rawOffset: kafka_offset };
}

function json(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
