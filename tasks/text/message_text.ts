import type { IncomingMessage } from "../../pipeline/broker/mod.ts";
import { formatTimestamp } from "../../pipeline/reading/mod.ts";
import { visible } from "./visible.ts";

const decode = (bytes: Uint8Array | null) => bytes === null ? null : new TextDecoder().decode(bytes);

/** The years 1 to 9999, which RFC 3339 can write. */
const FIRST_MS = Date.parse("0001-01-01T00:00:00Z"), LAST_MS = Date.parse("9999-12-31T23:59:59.999Z");

/** Kafka takes any number as the timestamp of a message: one that is no date is shown as the number it is. */
export const messageTime = (timestampMs: number): string =>
  timestampMs >= FIRST_MS && timestampMs <= LAST_MS ? formatTimestamp(timestampMs) : `${timestampMs} ms`;

/** A message as plain values; what is no UTF-8 has replacement characters. */
export function messageFacts({ partition, offset, timestampMs, key, value, headers }: IncomingMessage) {
  return {
    partition,
    offset,
    timestamp: messageTime(timestampMs),
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
