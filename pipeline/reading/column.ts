import { FIELDS } from "./field.ts";
import { STATION_ID } from "./raw.ts";
import { REASON_CODES } from "./reason.ts";

/** How a column is stored; `time` is in milliseconds since 1970-01-01 UTC. */
export type ColumnType = "text" | "float64" | "int32" | "int64" | "time";

/** A column of the lake, and, for silver, the field of the clean message. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly role: "key" | "measurement" | "quality" | "provenance" | "content";
  readonly description: string;
  readonly nullable: boolean;
  /** Empty where there is none. */
  readonly unit: string;
  /** Smallest and largest value that can be there, inclusive; infinite where there is no limit. */
  readonly min: number;
  readonly max: number;
  /** The only values that can be there, besides null. */
  readonly values?: readonly string[];
  readonly pattern?: RegExp;
}

type Rest = Partial<Omit<Column, "name" | "type" | "role" | "description">>;

const column = (
  name: string,
  type: ColumnType,
  role: Column["role"],
  description: string,
  rest: Rest = {},
): Column => ({
  name,
  type,
  role,
  description,
  nullable: false,
  unit: "",
  min: -Infinity,
  max: Infinity,
  ...rest,
});

const NULLABLE = { nullable: true };
const FIELD_COUNT = { min: 0, max: FIELDS.length };
const PARTITION = column("kafka_partition", "int32", "provenance", "Partition of the raw topic", { min: 0 });
const OFFSET = column("kafka_offset", "int64", "provenance", "Offset in that partition", { min: 0 });
const LINE = "1-based line of the source file; null where the producer gave none";
const SOURCE_LINE = column("source_line", "int64", "provenance", LINE, { min: 1, nullable: true });

/** The columns of silver in the order of its files. The clean message has the same fields. */
export const SILVER_COLUMNS: readonly Column[] = [
  column("ts", "time", "key", "Timestamp of the reading: the station's clock, at a fixed offset, labelled UTC"),
  column("station_id", "text", "key", "Station that measured", { pattern: STATION_ID }),
  ...FIELDS.map(({ name, unit, description, min, max }) =>
    column(name, "float64", "measurement", `${description}; null where missing or implausible`, {
      nullable: true,
      unit,
      min,
      max,
    })
  ),
  column("qa_missing_fields", "int32", "quality", "How many of the 13 measurements were missing", FIELD_COUNT),
  column(
    "qa_out_of_range_fields",
    "int32",
    "quality",
    "How many of the 13 measurements were outside their plausible range, and are null now",
    FIELD_COUNT,
  ),
  column(
    "validation_notes",
    "text",
    "quality",
    "What was noted, `;` between notes; null where nothing was",
    NULLABLE,
  ),
  column(
    "no2_status",
    "text",
    "quality",
    "NO2 against the hourly limit value of 200 µg/m³; null where it is missing",
    {
      nullable: true,
      values: ["Unhealthy", "Acceptable"],
    },
  ),
  column("row_validity", "text", "quality", "`suspect` where a note says that a value may be wrong", {
    values: ["valid", "suspect"],
  }),
  PARTITION,
  OFFSET,
  SOURCE_LINE,
];

/** The columns of rejected in the order of its files: one row a rejected message. */
export const REJECTED_COLUMNS: readonly Column[] = [
  PARTITION,
  OFFSET,
  SOURCE_LINE,
  column("station_id", "text", "key", "Station, where it could be read", { ...NULLABLE, pattern: STATION_ID }),
  column("ts", "time", "key", "Timestamp of the reading, where it could be read", NULLABLE),
  column("reason_codes", "text", "quality", "Every reason that applies, `;` between codes, the primary one first", {
    pattern: new RegExp(`^(${REASON_CODES.join("|")})(;(${REASON_CODES.join("|")}))*$`),
  }),
  column("reasons", "text", "quality", "JSON list of {code, field, expected, got}: see dead-letter.schema.json"),
  column("key", "text", "content", "Key of the message; null where it had none", NULLABLE),
  column("value_text", "text", "content", "The value as received, where it is UTF-8", NULLABLE),
  column("value_base64", "text", "content", "The value as received in base64, where it is not UTF-8", NULLABLE),
  column("rule_set", "text", "provenance", "Version of the rule set that refused it"),
];
