import type { Hour } from "../forecast/mod.ts";
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
/**
 * Reads a message of the clean topic; null where it is not one of this project's, as anyone may write to a topic. Checked by hand, as it is
 * done for each reading: by a schema it took a quarter longer.
 */
export function readClean({ value }: IncomingMessage): CleanMessage | null {
  const parsed = value === null ? null : json(value);
  if (typeof parsed !== "object" || parsed === null) return null;
  const fields = parsed as Record<string, unknown>;
  const { station_id, ts, kafka_partition, kafka_offset } = fields;
  if (typeof station_id !== "string" || typeof ts !== "string") return null;
  if (!isPlace(kafka_partition) || !isPlace(kafka_offset)) return null;
  const ms = parseTimestamp(ts);
  if (ms === undefined) return null;
  const values: (number | null)[] = [];
  for (const name of MEASUREMENTS) {
    const measured = fields[name];
    if (measured !== null && !(typeof measured === "number" && Number.isFinite(measured))) return null;
    values.push(measured);
  }
  return { stationId: station_id, hour: { ts: ms, values }, rawPartition: kafka_partition, rawOffset: kafka_offset };
}

/** Of a partition or an offset. */
const isPlace = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const utf8 = new TextDecoder();

function json(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    return undefined;
  }
}
