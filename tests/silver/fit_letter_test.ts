import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { OutgoingMessage } from "../../pipeline/broker/mod.ts";
import { encode } from "../../pipeline/records/mod.ts";
import { type Random, seededRandom } from "../../pipeline/stats/mod.ts";
import { fitLetter } from "../../pipeline/silver/fit_letter.ts";

const NOW = Date.UTC(2026, 5, 1), HOUR = 3_600_000;
const randomBytes = (random: Random, size: number) =>
  Uint8Array.from({ length: Math.floor(size) }, () => Math.floor(256 * random.uniform()));
const NO_LIMITS = { maxBytes: Infinity, beforeMs: Infinity, afterMs: Infinity };
const letter = (change: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  key: Uint8Array.of(1),
  value: Uint8Array.of(2),
  timestampMs: NOW,
  headers: { "airquality.reject.codes": "not_json", trace: "t" },
  ...change,
});

Deno.test("fitLetter() leaves a dead letter as it is that its topic takes", () => {
  for (const afterMs of [0, HOUR, Infinity]) {
    const own = letter();
    assert.equal(fitLetter(own, { maxBytes: 1_000, beforeMs: 7 * HOUR, afterMs }, NOW), own);
  }
});

for (
  const [what, timestampMs, limits] of [
    ["microseconds", NOW * 1_000, { ...NO_LIMITS, afterMs: HOUR }],
    ["a timestamp within a minute of the limit", NOW + HOUR - 30_000, { ...NO_LIMITS, afterMs: HOUR }],
    ["a reading's own timestamp", Date.UTC(2004, 2, 10), { ...NO_LIMITS, beforeMs: 24 * HOUR }],
  ] as const
) {
  Deno.test(`fitLetter() sends ${what} with the time of sending, and keeps it in a header`, () => {
    const fitted = fitLetter(letter({ timestampMs }), limits, NOW);
    assert.equal(fitted.timestampMs, NOW);
    assert.equal(fitted.headers!["airquality.reject.timestamp"], String(timestampMs));
    assert.equal(fitted.headers!.trace, "t");
  });
}

Deno.test("fitLetter() keeps the ends, the length and the digest of a value that is too large", () => {
  const value = randomBytes(seededRandom(7), 60_000);
  const fitted = fitLetter(letter({ value }), { ...NO_LIMITS, maxBytes: 6_000 }, NOW);
  assert.deepEqual([...fitted.value as Uint8Array], [...value.subarray(0, 2_048), ...value.subarray(-2_048)]);
  assert.equal(fitted.headers!["airquality.reject.value_bytes"], "60000");
  assert.equal(fitted.headers!["airquality.reject.value_sha256"], createHash("sha256").update(value).digest("hex"));
  assert.equal(fitted.headers!.trace, "t");
});

Deno.test("fitLetter() makes dead letters of random parts that fit any limit from 6,000 bytes on", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const generator = seededRandom(seed), random = (most: number) => randomBytes(generator, generator.uniform() * most);
    const own = letter({ key: random(3_000), value: random(30_000), headers: { a: random(9_000), b: [random(9)] } });
    const fitted = fitLetter(own, { ...NO_LIMITS, maxBytes: 6_000 }, NOW);
    // 61 bytes are the header of a batch.
    assert.ok(61 + encode([fitted]).bytes.length <= 6_000, `${encode([fitted]).bytes.length}`);
  }
});

Deno.test("fitLetter() at last leaves out headers and key, and says so", () => {
  const own = letter({
    key: new Uint8Array(5_000),
    headers: { "airquality.reject.codes": "x", a: "y".repeat(5_000), b: "z" },
  });
  const { key, headers } = fitLetter(own, { ...NO_LIMITS, maxBytes: 1_500 }, NOW);
  assert.equal(key, null);
  assert.deepEqual(headers, {
    "airquality.reject.codes": "x",
    "airquality.reject.dropped_headers": "2",
    "airquality.reject.key_bytes": "5000",
  });
});
