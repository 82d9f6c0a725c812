import { createHash } from "node:crypto";
import type { IncomingMessage } from "../../pipeline/broker/mod.ts";
import { DEAD_LETTER_ENDS_BYTES, DEAD_LETTER_HEADERS } from "../../pipeline/reading/mod.ts";

/** What a dead letter may lack where its topic takes less than the raw topic. */
const { timestamp, valueBytes, valueSha256, keyBytes, droppedHeaders } = DEAD_LETTER_HEADERS;

/**
 * A dead letter as it would be if its topic took everything: value, key and headers of the raw message in place of what its headers say
 * that it had. Where they do not say it rightly, they stay, and so does the difference.
 */
export function wholeLetter(letter: IncomingMessage, raw: IncomingMessage | undefined): IncomingMessage {
  if (raw === undefined) return letter;
  const headers: Record<string, readonly Uint8Array[]> = { ...letter.headers };
  let { key, value } = letter;
  const said = (name: string) => headers[name] === undefined ? undefined : decoder.decode(headers[name].at(-1));
  if (said(timestamp) === String(raw.timestampMs)) delete headers[timestamp];
  if (raw.value !== null && said(valueBytes) === String(raw.value.length) && isAtEnds(value, raw.value)) {
    if (said(valueSha256) === createHash("sha256").update(raw.value).digest("hex")) {
      value = raw.value;
      delete headers[valueBytes];
      delete headers[valueSha256];
    }
  }
  if (key === null && raw.key !== null && said(keyBytes) === String(raw.key.length)) {
    key = raw.key;
    delete headers[keyBytes];
  }
  const lacking = Object.keys(raw.headers).filter((name) => headers[name] === undefined);
  if (lacking.length > 0 && said(droppedHeaders) === String(lacking.length)) {
    for (const name of lacking) headers[name] = raw.headers[name]!;
    delete headers[droppedHeaders];
  }
  return { ...letter, key, value, headers };
}

const decoder = new TextDecoder();

function isAtEnds(ends: Uint8Array | null, value: Uint8Array): boolean {
  if (ends === null || ends.length !== 2 * DEAD_LETTER_ENDS_BYTES) return false;
  return ends.every((byte, at) => byte === value[at < DEAD_LETTER_ENDS_BYTES ? at : value.length - ends.length + at]);
}
