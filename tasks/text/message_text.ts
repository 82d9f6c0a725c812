import type { IncomingMessage } from "../../pipeline/broker/mod.ts";
import { formatTimestamp } from "../../pipeline/reading/mod.ts";
import { visible } from "./visible.ts";

const decode = (bytes: Uint8Array | null) => bytes === null ? null : new TextDecoder().decode(bytes);

/** A message as plain values; what is no UTF-8 has replacement characters. */
export function messageFacts({ partition, offset, timestampMs, key, value, headers }: IncomingMessage) {
  return {
    partition,
    offset,
    timestamp: formatTimestamp(timestampMs),
    key: decode(key),
    value: decode(value),
    headers: Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values.map(decode)])),
  };
}

/** Messages one a line, their values whole. */
export function messagesText(messages: readonly IncomingMessage[]): string {
  if (messages.length === 0) return "no message";
  return messages.map(messageFacts).map(({ partition, offset, timestamp, key, value }) =>
    [`${partition}:${offset}`, timestamp, visible(key ?? "(no key)"), visible(value ?? "(tombstone)")].join("  ")
  ).join("\n");
}
