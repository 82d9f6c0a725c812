import { z } from "zod";
import { type Column, type ColumnType, SILVER_COLUMNS } from "./column.ts";
import { FIELDS, MISSING_NUMBERS, MISSING_SENTINEL } from "./field.ts";
import { MISSING_TEXTS, rawLineSchema, rawReadingSchema } from "./raw.ts";

/** A JSON Schema of 2020-12, as JSON. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/**
 * Whether others write what a schema describes, or read it: a producer is broken by a schema that takes less, a reader by one that
 * holds more.
 */
export type Direction = "input" | "output";

const DIALECT = "https://json-schema.org/draft/2020-12/schema";
const UTC_TEXT = "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{3})?Z$";

/** What every schema of this project begins with. */
export const head = (name: string, title: string, description: string, direction: Direction) => ({
  $schema: DIALECT,
  $id: `urn:air-quality:schema:${name}`,
  title,
  description,
  "x-direction": direction,
});

/**
 * The contract of a raw message as JSON Schema, made of the zod schema. It accepts what the zod schema accepts: a value outside its
 * plausible range is noted, not refused, so that ranges are the annotation `x-range`.
 */
export function rawReadingJsonSchema(): JsonSchema {
  const { type, properties = {}, required } = z.toJSONSchema(rawReadingSchema, { io: "input" });
  const described: Record<string, JsonSchema> = {
    station_id: { title: "Station", description: "Station that measured; the key of the message" },
    ts: {
      title: "Timestamp",
      description: "RFC 3339, the station's clock of a fixed offset, labelled UTC. Any text fits the shape; " +
        "one that is not a valid timestamp is rejected as bad_timestamp",
    },
    source_line: { title: "Line", description: "1-based line of the source file" },
    raw_base64: { title: "Bytes", description: "The bytes of the source line in base64, where they are not UTF-8" },
  };
  for (const [index, { name, header, unit, min, max }] of FIELDS.entries()) {
    described[name] = {
      title: header,
      ...(unit === "" ? {} : { "x-unit": unit }),
      "x-range": { min, ...(max === Infinity ? {} : { max }) },
      "x-missing": [MISSING_SENTINEL, ...MISSING_NUMBERS[index]!, null, ...MISSING_TEXTS],
    };
  }
  return {
    ...head(
      "raw-reading",
      "Raw reading",
      "The value of a message of the raw topic: a reading as measured, -200 for a missing value. Fields that are not named here are " +
        "let through and ignored. A key of these that comes more than once is rejected as schema_violation, which no schema can say. " +
        "This is what the default rule set takes. A source line that fits no column travels as raw-line.schema.json",
      "input",
    ),
    type,
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, { ...described[name], ...property as JsonSchema }]),
    ),
    required,
  };
}

/** The contract of a source line that fits no column, as JSON Schema. A message that it fits is rejected as `malformed_line`. */
export function rawLineJsonSchema(): JsonSchema {
  const { type, properties, required } = z.toJSONSchema(rawLineSchema, { io: "input" });
  const description = "The value of a message of the raw topic in place of a reading; rejected as malformed_line";
  return { ...head("raw-line", "Source line that fits no column", description, "input"), type, properties, required };
}

const JSON_TYPES: Record<ColumnType, JsonSchema> = {
  text: { type: "string" },
  time: { type: "string", pattern: UTC_TEXT },
  float64: { type: "number" },
  int32: { type: "integer" },
  int64: { type: "integer" },
};

/** The contract of a clean message as JSON Schema. What is out of range is null there, so that ranges hold. */
export function cleanReadingJsonSchema(): JsonSchema {
  return {
    ...head(
      "clean-reading",
      "Clean reading",
      "The value of a message of the clean topic: an accepted reading, null for a missing value. The fields are those of silver",
      "output",
    ),
    type: "object",
    properties: Object.fromEntries(SILVER_COLUMNS.map((column) => [column.name, cleanProperty(column)])),
    required: SILVER_COLUMNS.map(({ name }) => name),
  };
}

function cleanProperty({ type, description, nullable, unit, min, max, values, pattern }: Column): JsonSchema {
  const json = JSON_TYPES[type];
  return {
    description,
    ...(unit === "" ? {} : { "x-unit": unit }),
    ...json,
    ...(nullable ? { type: [json.type, "null"] } : {}),
    ...(min === -Infinity ? {} : { minimum: min }),
    ...(max === Infinity ? {} : { maximum: max }),
    ...(values === undefined ? {} : { enum: [...values, ...(nullable ? [null] : [])] }),
    ...(pattern === undefined ? {} : { pattern: pattern.source }),
  };
}
