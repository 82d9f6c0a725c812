import assert from "node:assert/strict";
import type { IncomingMessage } from "../../pipeline/broker/mod.ts";
import { fitLetter } from "../../pipeline/silver/fit_letter.ts";
import { wholeLetter } from "./whole_letter.ts";

const NOW = 1_700_000_000_000, LIMITS = { maxBytes: 6_000, beforeMs: Infinity, afterMs: 3_600_000 };
const bytes = (text: string) => new TextEncoder().encode(text);

/** A raw message of which its dead letter lacks the timestamp, the middle of the value, the headers and the key. */
const RAW: IncomingMessage = {
  ...{ partition: 0, offset: 7, timestampMs: 2 * NOW, key: bytes("k".repeat(5_000)) },
  value: bytes(`${"a".repeat(4_000)}${"b".repeat(4_000)}`),
  headers: { trace: [bytes("t".repeat(3_000))], twice: [bytes("1"), bytes("2")] },
};

const fitted = fitLetter(RAW, LIMITS, NOW);
const LETTER: IncomingMessage = {
  ...RAW,
  key: fitted.key as null,
  value: fitted.value as Uint8Array,
  headers: Object.fromEntries(
    Object.entries(fitted.headers ?? {}).map(([name, value]) => [name, [bytes(value as string)]]),
  ),
};

Deno.test("wholeLetter() gives a dead letter back what its headers say that it had", () => {
  assert.equal(LETTER.key, null);
  assert.equal(LETTER.value?.length, 4_096);
  assert.deepEqual(wholeLetter(LETTER, RAW), RAW);
  assert.equal(wholeLetter(LETTER, undefined), LETTER);
});

const header = (name: string, value: string) => ({
  ...LETTER,
  headers: { ...LETTER.headers, [`airquality.reject.${name}`]: [bytes(value)] },
});

const WRONG: [string, IncomingMessage][] = [
  ["another timestamp", header("timestamp", "1")],
  ["another length", header("value_bytes", "8001")],
  ["another digest", header("value_sha256", "0".repeat(64))],
  ["another key's length", header("key_bytes", "4999")],
  ["more headers", header("dropped_headers", "3")],
  ["other ends", { ...LETTER, value: bytes("a".repeat(4_096)) }],
];

for (const [what, letter] of WRONG) {
  Deno.test(`wholeLetter() leaves a difference where a dead letter has ${what}`, () => {
    assert.notDeepEqual(wholeLetter(letter, RAW), RAW);
  });
}
