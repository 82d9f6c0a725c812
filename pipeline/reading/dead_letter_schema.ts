import { head, type JsonSchema } from "./json_schema.ts";
import { REASON_CODES } from "./reason.ts";

const header = (description: string, rest: JsonSchema = {}) => ({ description, type: "string", ...rest });
const NUMBER_TEXT = { pattern: "^\\d+$" };

/** Headers of every dead letter, as JSON Schema, besides those that the message came with. */
export const REJECT_HEADERS: Record<string, JsonSchema> = {
  "__connect.errors.topic": header("Topic that the message was read from"),
  "__connect.errors.partition": header("Partition that it was read from", NUMBER_TEXT),
  "__connect.errors.offset": header("Its offset there", NUMBER_TEXT),
  "__connect.errors.stage": header("Stage at which Kafka Connect would have refused it"),
  "__connect.errors.class.name": header("What refused it"),
  "__connect.errors.exception.class.name": header("Code of the primary reason", { enum: REASON_CODES }),
  "__connect.errors.exception.message": header("Every reason in words"),
  "airquality.reject.codes": header("Code of every reason, `;` between them, the primary one first", {
    pattern: `^(${REASON_CODES.join("|")})(;(${REASON_CODES.join("|")}))*$`,
  }),
  "airquality.reject.reasons": header("Every reason", {
    contentMediaType: "application/json",
    contentSchema: { type: "array", minItems: 1, items: { $ref: "#/$defs/reason" } },
  }),
  "airquality.reject.rule_set": header("Version of the rule set that refused it", { pattern: "^\\d+-[0-9a-f]{12}$" }),
};

/** Headers that only some dead letters have. */
export const MORE_HEADERS: Record<string, JsonSchema> = {
  "airquality.redrive.hops": header("How often it was sent through raw again", { enum: ["1", "2", "3"] }),
  "airquality.redrive.origin": header("The dead letter that was sent again: topic:partition:offset", {
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
