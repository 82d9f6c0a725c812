import { DEAD_LETTER_ENDS_BYTES, DEAD_LETTER_HEADERS } from "./dead_letter.ts";
import { head, type JsonSchema } from "./json_schema.ts";
import { REASON_CODES } from "./reason.ts";
import { REDRIVE_HOPS_HEADER, REDRIVE_ORIGIN_HEADER } from "./redriven.ts";

const header = (description: string, rest: JsonSchema = {}) => ({ description, type: "string", ...rest });
const NUMBER_TEXT = { pattern: "^\\d+$" };

/** Headers of every dead letter, as JSON Schema, besides those that the message came with. */
export const REJECT_HEADERS: Record<string, JsonSchema> = {
  [DEAD_LETTER_HEADERS.topic]: header("Topic that the message was read from"),
  [DEAD_LETTER_HEADERS.partition]: header("Partition that it was read from", NUMBER_TEXT),
  [DEAD_LETTER_HEADERS.offset]: header("Its offset there", NUMBER_TEXT),
  [DEAD_LETTER_HEADERS.stage]: header("Stage at which Kafka Connect would have refused it"),
  [DEAD_LETTER_HEADERS.className]: header("What refused it"),
  [DEAD_LETTER_HEADERS.exceptionName]: header("Code of the primary reason", { enum: REASON_CODES }),
  [DEAD_LETTER_HEADERS.exceptionMessage]: header("Every reason in words"),
  [DEAD_LETTER_HEADERS.codes]: header("Code of every reason, `;` between them, the primary one first", {
    pattern: `^(${REASON_CODES.join("|")})(;(${REASON_CODES.join("|")}))*$`,
  }),
  [DEAD_LETTER_HEADERS.reasons]: header("Every reason", {
    contentMediaType: "application/json",
    contentSchema: { type: "array", minItems: 1, items: { $ref: "#/$defs/reason" } },
  }),
  [DEAD_LETTER_HEADERS.ruleSet]: header("Version of the rule set that refused it", { pattern: "^\\d+-[0-9a-f]{12}$" }),
};

/** Headers that only some dead letters have. */
export const MORE_HEADERS: Record<string, JsonSchema> = {
  [DEAD_LETTER_HEADERS.timestamp]: header(
    "Timestamp of the refused message in milliseconds since 1970, where the topic takes no such: the dead letter then has the time of its sending",
    { pattern: "^-?\\d+$" },
  ),
  [DEAD_LETTER_HEADERS.valueBytes]: header(
    "Size of the value in bytes, where it is too large for the topic: the dead letter then has its first and its last " +
      `${DEAD_LETTER_ENDS_BYTES.toLocaleString("en-US")} bytes`,
    NUMBER_TEXT,
  ),
  [DEAD_LETTER_HEADERS.valueSha256]: header("SHA-256 of such a value", { pattern: "^[0-9a-f]{64}$" }),
  [DEAD_LETTER_HEADERS.keyBytes]: header(
    "Size of the key in bytes, where it is too large for the topic: the dead letter then has none",
    NUMBER_TEXT,
  ),
  [DEAD_LETTER_HEADERS.droppedHeaders]: header(
    "How many headers the message had, where they are too large for the topic: the dead letter then has none of them",
    NUMBER_TEXT,
  ),
  [REDRIVE_HOPS_HEADER]: header("How often it was sent through raw again", { enum: ["1", "2", "3"] }),
  [REDRIVE_ORIGIN_HEADER]: header("The dead letter that was sent again: topic:partition:offset", {
    pattern: "^.+:\\d+:\\d+$",
  }),
};

/**
 * The contract of a dead letter as JSON Schema: its headers as text by name, and a reason. Key, value and timestamp are those of the
 * refused message.
 */
export function deadLetterJsonSchema(): JsonSchema {
  return {
    ...head(
      "dead-letter",
      "Headers of a dead letter",
      "The headers of a message of the dead-letter topic as UTF-8 text by name, beside those that it came with. " +
        "Key, value and timestamp are as received",
      "output",
    ),
    type: "object",
    properties: { ...REJECT_HEADERS, ...MORE_HEADERS },
    required: Object.keys(REJECT_HEADERS),
    $defs: {
      reason: {
        title: "Why a message was refused",
        type: "object",
        properties: {
          code: { description: "What kind of reason", type: "string", enum: REASON_CODES },
          field: { description: "The field it is about; empty where it is the whole message", type: "string" },
          expected: { description: "What was expected", type: "string" },
          got: { description: "The value as received, cut to 200 characters", type: "string", maxLength: 200 },
        },
        required: ["code", "field", "expected", "got"],
      },
    },
  };
}
