import { FIELDS } from "../reading/mod.ts";
import { type CleanColumns, type TextColumn, textColumn } from "../validate/mod.ts";
import type { FileColumns, FileTextColumn } from "../parquet/mod.ts";
import type { Refused } from "./dead_letter.ts";

/** Accepted readings: `ts`, `station_id`, the 13 measurements, quality columns, provenance. */
export function silverColumns(rows: CleanColumns): FileColumns {
  return {
    ts: { type: "time", numbers: rows.ts },
    station_id: text(rows.stationIds),
    ...Object.fromEntries(FIELDS.map(({ name }, i) => [name, { type: "float64", numbers: rows.values[i]! } as const])),
    qa_missing_fields: { type: "int32", numbers: rows.missing },
    qa_out_of_range_fields: { type: "int32", numbers: rows.outOfRange },
    validation_notes: text(rows.notes),
    no2_status: text(rows.no2Status),
    row_validity: text(rows.rowValidity),
    kafka_partition: { type: "int32", numbers: rows.partitions },
    kafka_offset: { type: "int64", numbers: rows.offsets },
    source_line: { type: "int64", numbers: rows.sourceLines },
  };
}

/**
 * Refused messages: provenance, what could be read, every reason, and the value as received: `value_text` where it is UTF-8, else
 * `value_base64`; both null for a tombstone. Each row names the version of the rules that refused it.
 */
export function rejectedColumns(rows: readonly Refused[], ruleSet: string): FileColumns {
  const values = rows.map(({ message: { value } }) => value === null ? [null, null] as const : textOrBase64(value));
  const numbers = (of: (row: Refused) => number | null) => Float64Array.from(rows, (row) => of(row) ?? NaN);
  const texts = (of: (row: Refused) => string | null) => text(textColumn(rows.map(of)));
  return {
    kafka_partition: { type: "int32", numbers: numbers(({ message }) => message.partition) },
    kafka_offset: { type: "int64", numbers: numbers(({ message }) => message.offset) },
    source_line: { type: "int64", numbers: numbers(({ rejection }) => rejection.source_line) },
    station_id: texts(({ rejection }) => rejection.station_id),
    ts: { type: "time", numbers: numbers(({ rejection }) => rejection.ts) },
    reason_codes: texts(({ rejection }) => [...new Set(rejection.reasons.map((each) => each.code))].join(";")),
    reasons: texts(({ rejection }) => JSON.stringify(rejection.reasons)),
    key: texts(({ message }) => message.key === null ? null : utf8.decode(message.key)),
    value_text: text(textColumn(values.map(([value]) => value))),
    value_base64: text(textColumn(values.map(([, value]) => value))),
    rule_set: texts(() => ruleSet),
  };
}

/** As plain data: what else the column is stays here. */
const text = ({ numbers, texts }: TextColumn): FileTextColumn => ({ type: "text", numbers, texts });

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

function textOrBase64(value: Uint8Array): readonly [string | null, string | null] {
  try {
    return [new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(value), null];
  } catch {
    return [null, value.toBase64()];
  }
}
