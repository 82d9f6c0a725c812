import { type CleanReading, FIELDS } from "../../pipeline/reading/mod.ts";

const HOUR_MS = 3_600_000;

/** An accepted reading so many hours after 2004-03-10: values that differ from hour to hour by little, but for the ones given. */
export function cleanReading(hour: number, change: Record<string, number | null> = {}, station = "s"): CleanReading {
  const values = FIELDS.map(({ name }, index) => name in change ? change[name]! : 1 + index + Math.abs(hour % 7) / 100);
  return {
    station_id: station,
    ts: Date.UTC(2004, 2, 10) + hour * HOUR_MS,
    values,
    qa_missing_fields: values.filter((value) => value === null).length,
    qa_out_of_range_fields: 0,
    validation_notes: null,
    no2_status: null,
    row_validity: "valid",
    kafka_partition: 0,
    kafka_offset: 0,
    source_line: null,
  };
}
