import { stringify } from "yaml";
import { type Column, type ColumnType, REJECTED_COLUMNS, SILVER_COLUMNS } from "./column.ts";
import { FIELDS, MISSING_NUMBERS, MISSING_SENTINEL } from "./field.ts";
import type { Direction } from "./json_schema.ts";
import { MISSING_TEXTS, STATION_ID } from "./raw.ts";
import { DEFAULT_RULE_SET, ruleSetVersion } from "./rule_set.ts";

const LOGICAL: Record<ColumnType, string> = {
  text: "string",
  float64: "number",
  int32: "integer",
  int64: "integer",
  time: "timestamp",
};
/** The types of Parquet. */
const PHYSICAL: Record<ColumnType, string> = {
  text: "STRING",
  float64: "DOUBLE",
  int32: "INT32",
  int64: "INT64",
  time: "TIMESTAMP(MILLIS,UTC)",
};

const custom = (properties: Record<string, unknown>) =>
  Object.entries(properties).map(([property, value]) => ({ property, value }));

const direction = (value: Direction) => custom({ direction: value });

/**
 * The data contract of the Open Data Contract Standard v3.1.0, as YAML.
 *
 * @param version of the contract; raised where a change breaks somebody
 */
export function odcs(version: string): string {
  const contract = {
    version,
    apiVersion: "v3.1.0",
    kind: "DataContract",
    id: "urn:air-quality:contract",
    name: "Air quality readings",
    status: "active",
    domain: "air quality",
    description: {
      purpose: "Hourly readings of air-quality stations: as received, as accepted, and as rejected with every reason",
      usage: "Silver for analysis; rejected to find what is wrong with a station, a file or a rule",
      limitations:
        "Nothing is imputed: a missing or implausible value is null. The station's clock has a fixed offset and no " +
        "daylight saving; it is labelled UTC. Ranges are those of the default rule set",
    },
    schema: [rawReading(), silver(), rejected()],
    customProperties: custom({ ruleSet: ruleSetVersion(DEFAULT_RULE_SET) }),
  };
  return stringify(contract, { lineWidth: 120, aliasDuplicateObjects: false });
}

function rawReading() {
  const property = (name: string, logicalType: string, required: boolean, description: string, rest = {}) => ({
    name,
    logicalType,
    physicalType: logicalType,
    required,
    description,
    ...rest,
  });
  return {
    name: "raw_reading",
    physicalName: "air_quality.raw",
    physicalType: "topic",
    logicalType: "object",
    description:
      "What producers send, as JSON: raw-reading.schema.json says exactly what fits. Nothing is dropped here",
    dataGranularityDescription: "One message a station and hour",
    customProperties: direction("input"),
    properties: [
      property("station_id", "string", true, "Station that measured; the key of the message", {
        logicalTypeOptions: { pattern: STATION_ID.source },
      }),
      property("ts", "string", true, "RFC 3339; text that is not a valid timestamp is rejected as bad_timestamp"),
      property("source_line", "integer", false, "1-based line of the source file", {
        logicalTypeOptions: { minimum: 1 },
      }),
      property("raw_base64", "string", false, "The bytes of the source line in base64, where they are not UTF-8"),
      ...FIELDS.map(({ name, header, unit, description, min, max }, index) =>
        property(name, "number", false, description, {
          businessName: header,
          // Not in logicalTypeOptions: a value out of range is noted, not refused.
          customProperties: custom({
            ...(unit === "" ? {} : { unit }),
            range: { min, ...(max === Infinity ? {} : { max }) },
            missing: [MISSING_SENTINEL, ...MISSING_NUMBERS[index]!, null, ...MISSING_TEXTS],
          }),
        })
      ),
    ],
  };
}

const unique = (id: string, properties: string[], description: string) => ({
  id,
  description,
  dimension: "uniqueness",
  metric: "duplicateValues",
  arguments: { properties },
  mustBe: 0,
});
const OFFSETS_UNIQUE = unique(
  "one_row_an_offset",
  ["kafka_partition", "kafka_offset"],
  "A message is in the lake once: prove checks it",
);

function silver() {
  const pollutants = FIELDS.filter(({ pollutant }) => pollutant).map(({ name }) => name);
  return {
    name: "silver",
    physicalName: "silver/date=YYYY-MM-DD/*.parquet",
    physicalType: "file",
    logicalType: "object",
    description: "Accepted readings. The clean topic holds the same fields as JSON: clean-reading.schema.json",
    dataGranularityDescription: "One row per station and timestamp",
    customProperties: direction("output"),
    properties: SILVER_COLUMNS.map(property),
    quality: [
      OFFSETS_UNIQUE,
      unique(
        "one_row_per_station_and_timestamp",
        ["station_id", "ts"],
        "A second reading of a station and timestamp is rejected as duplicate, up to 10 years behind the station's newest",
      ),
      {
        id: "a_pollutant_measured",
        description: "A reading without any of the five pollutants is rejected as no_pollutant",
        dimension: "completeness",
        type: "sql",
        query: `SELECT COUNT(*) FROM {object} WHERE COALESCE(${pollutants.join(", ")}) IS NULL`,
        mustBe: 0,
      },
    ],
  };
}

function rejected() {
  return {
    name: "rejected",
    physicalName: "rejected/reason=CODE/*.parquet",
    physicalType: "file",
    logicalType: "object",
    description:
      "Rejected messages with every reason and the bytes as received. The dead-letter topic holds the same messages: " +
      "dead-letter.schema.json has its headers",
    dataGranularityDescription: "One row a rejected message",
    customProperties: direction("output"),
    properties: REJECTED_COLUMNS.map(property),
    quality: [OFFSETS_UNIQUE],
  };
}

function property(column: Column) {
  const { name, type, role, description, nullable, unit, min, max, values, pattern } = column;
  const options = {
    ...(min === -Infinity ? {} : { minimum: min }),
    ...(max === Infinity ? {} : { maximum: max }),
    ...(pattern === undefined ? {} : { pattern: pattern.source }),
  };
  const quality = [
    ...(nullable ? [] : [{ id: `${name}_not_null`, dimension: "completeness", metric: "nullValues", mustBe: 0 }]),
    ...(values === undefined ? [] : [{
      id: `${name}_values`,
      dimension: "conformity",
      metric: "invalidValues",
      arguments: { validValues: values },
      mustBe: 0,
    }]),
    ...(min === -Infinity && max === Infinity ? [] : [{
      id: `${name}_range`,
      dimension: "accuracy",
      type: "sql",
      query: `SELECT COUNT(*) FROM {object} WHERE ${outside(min, max)}`,
      mustBe: 0,
    }]),
  ];
  return {
    name,
    logicalType: LOGICAL[type],
    physicalType: PHYSICAL[type],
    required: !nullable,
    description,
    tags: [role],
    ...(Object.keys(options).length === 0 ? {} : { logicalTypeOptions: options }),
    ...(unit === "" ? {} : { customProperties: custom({ unit }) }),
    ...(quality.length === 0 ? {} : { quality }),
  };
}

const outside = (min: number, max: number) =>
  [...(min === -Infinity ? [] : [`{property} < ${min}`]), ...(max === Infinity ? [] : [`{property} > ${max}`])].join(
    " OR ",
  );
