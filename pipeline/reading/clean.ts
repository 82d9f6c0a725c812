/**
 * An accepted reading: what goes to silver and to the clean topic, in this order of fields. Missing and implausible values are
 * `null`; nothing is imputed. It holds no wall-clock value, so that the same input gives the same bytes.
 */
export interface CleanReading {
  station_id: string;
  /** Milliseconds since 1970-01-01 UTC; on the wire RFC 3339. */
  ts: number;
  /** One value for each of `FIELDS`, in its order; `null` where missing or out of range. */
  values: (number | null)[];
  /** Measurements that were missing (-200, null, empty, NaN, absent). */
  qa_missing_fields: number;
  /** Measurements that were outside their plausible range, now null. */
  qa_out_of_range_fields: number;
  /** What was noted, `;` between notes, or null: `out_of_range:nox_gt=6000`. */
  validation_notes: string | null;
  /** Against the hourly limit value of 200 µg/m³; null where NO2 is missing. */
  no2_status: "Unhealthy" | "Acceptable" | null;
  /** `suspect` with any note. */
  row_validity: "valid" | "suspect";
  kafka_partition: number;
  kafka_offset: bigint;
  /** 1-based line of the source file; null where the producer gave none. */
  source_line: number | null;
}
