import type { IncomingMessage, OutgoingMessage } from "../broker/mod.ts";
import type { Rejection } from "../validate/mod.ts";

/** A message that was refused, with the reasons. */
export interface Refused {
  readonly message: IncomingMessage;
  readonly rejection: Rejection;
}

/**
 * The dead letter of a refused message: key, value, timestamp and headers as they were, and the headers that Kafka Connect's users
 * know, `__connect.errors.*`, with `airquality.reject.codes` (`;` between them), `airquality.reject.reasons` (JSON) and
 * `airquality.reject.rule_set`.
 *
 * @param topic the topic that the message was read from
 * @param partitions of the dead-letter topic; a message without a key goes to the partition that it came from, as far as there is one
 * @param ruleSet version of the rules that refused it
 */
export function deadLetter(
  { message, rejection }: Refused,
  topic: string,
  partitions: number,
  ruleSet: string,
): OutgoingMessage {
  const [primary] = rejection.reasons;
  return {
    key: message.key,
    value: message.value,
    timestampMs: message.timestampMs,
    ...(message.key === null ? { partition: message.partition % partitions } : {}),
    headers: {
      ...message.headers,
      "__connect.errors.topic": topic,
      "__connect.errors.partition": String(message.partition),
      "__connect.errors.offset": String(message.offset),
      "__connect.errors.stage": "VALUE_CONVERTER",
      "__connect.errors.class.name": "air-quality.validate",
      "__connect.errors.exception.class.name": primary.code,
      "__connect.errors.exception.message": rejection.reasons
        .map(({ code, field, expected, got }) => `${code}${field && ` ${field}`}: expected ${expected}, got ${got}`)
        .join("; "),
      "airquality.reject.codes": rejection.reasons.map(({ code }) => code).join(";"),
      "airquality.reject.reasons": JSON.stringify(rejection.reasons),
      "airquality.reject.rule_set": ruleSet,
    },
  };
}
