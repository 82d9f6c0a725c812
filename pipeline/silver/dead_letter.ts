import type { IncomingMessage, OutgoingMessage } from "../broker/mod.ts";
import { deadLetterHeaders } from "../reading/mod.ts";
import type { Rejection } from "../validate/mod.ts";

/** A message that was refused, with the reasons. */
export interface Refused {
  readonly message: IncomingMessage;
  readonly rejection: Rejection;
}

/**
 * The dead letter of a refused message: key, value, timestamp and headers as they were, and what {@linkcode deadLetterHeaders} adds.
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
  return {
    key: message.key,
    value: message.value,
    timestampMs: message.timestampMs,
    ...(message.key === null ? { partition: message.partition % partitions } : {}),
    headers: {
      ...message.headers,
      ...deadLetterHeaders({
        source: { topic, partition: message.partition, offset: message.offset },
        reasons: rejection.reasons,
        ruleSet,
      }),
    },
  };
}
