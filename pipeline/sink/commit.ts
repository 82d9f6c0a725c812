import { type CleanReading, FIELDS } from "../reading/mod.ts";

/** What a rotation of a partition has committed. */
export interface SinkCommit {
  readonly partition: number;
  readonly rows: number;
  readonly files: number;
  readonly nextOffset: number;
  /** Of the whole rotation. */
  readonly seconds: number;
  readonly transactionSeconds: number;
  /** Share of missing values among those of the accepted rows; null where none was accepted. */
  readonly missingRatio: number | null;
  /** Of the raw messages, milliseconds since 1970. */
  readonly timestampsMs: readonly number[];
}

/** Share of the readings' values that were missing; null where there is no reading. */
export function missingRatio(readings: readonly CleanReading[]): number | null {
  if (readings.length === 0) return null;
  return readings.reduce((sum, reading) => sum + reading.qa_missing_fields, 0) / (readings.length * FIELDS.length);
}
