import assert from "node:assert/strict";
import { SEEN_WINDOW_DAYS } from "../../pipeline/reading/mod.ts";
import { SEEN_OFF_HOUR_LIMIT, SeenReadings } from "../../pipeline/validate/mod.ts";

const HOUR = 3_600_000, DAY = 24 * HOUR;

/** Numbers from 0 to below 1 from a seed (mulberry32). */
function random(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

Deno.test("has() knows what was added, station by station", () => {
  const seen = new SeenReadings();
  seen.add("a", DAY);
  assert.ok(seen.has("a", DAY));
  assert.ok(!seen.has("b", DAY));
  assert.ok(!seen.has("a", DAY + HOUR));
  assert.ok(!seen.has("a", DAY + 1));
});

Deno.test("has() agrees with a set of all moments, in any order, on and off the hour, before 1970 too", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const next = random(seed);
    const seen = new SeenReadings(), all = new Set<number>();
    const moment = () => {
      const ts = Math.floor((next() - 0.3) * 300) * DAY + Math.floor(next() * 24) * HOUR;
      return next() < 0.3 ? ts + Math.floor(next() * 3) : ts;
    };
    for (let i = 0; i < 2_000; i++) {
      const asked = moment();
      assert.equal(seen.has("s", asked), all.has(asked), `seed ${seed}, moment ${asked}`);
      const added = moment();
      seen.add("s", added);
      all.add(added);
    }
  }
});

Deno.test("has() forgets the oldest day when there are more days with readings than it keeps, whatever the order of adding", () => {
  const days = Array.from({ length: SEEN_WINDOW_DAYS + 3 }, (_, index) => 2 * index * DAY);
  const next = random(7);
  const shuffled = days.map((day) => [next(), day] as const).sort(([a], [b]) => a - b).map(([, day]) => day);
  for (const order of [days, days.toReversed(), shuffled]) {
    const seen = new SeenReadings();
    for (const ts of order) seen.add("s", ts);
    for (const ts of order) seen.add("s", ts + 5 * HOUR); // also of days that are forgotten
    const known = days.map((ts) => seen.has("s", ts) && seen.has("s", ts + 5 * HOUR));
    assert.deepEqual(known, days.map((_, index) => index >= 3));
    assert.ok(!seen.has("s", days[0]! + 5 * HOUR));
  }
});

Deno.test("has() knows the readings before a jump to the end of time", () => {
  const seen = new SeenReadings();
  seen.add("s", 0);
  seen.add("s", Date.UTC(9999, 11, 31, 23));
  assert.ok(seen.has("s", Date.UTC(9999, 11, 31, 23)));
  assert.ok(seen.has("s", 0));
});

Deno.test("has() remembers the newest readings off the hour, whatever the order of adding", () => {
  const moments = Array.from({ length: SEEN_OFF_HOUR_LIMIT + 1 }, (_, index) => DAY + index * 60_000 + 1);
  for (const order of [moments, moments.toReversed()]) {
    const seen = new SeenReadings();
    for (const ts of order) seen.add("s", ts);
    assert.ok(!seen.has("s", moments[0]!));
    assert.ok(seen.has("s", moments[1]!));
    assert.ok(seen.has("s", moments.at(-1)!));
  }
});
