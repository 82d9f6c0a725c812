import assert from "node:assert/strict";
import { forecastNext, initStation, readClean, type StationState } from "../../pipeline/infer/mod.ts";
import { seededRandom } from "../../pipeline/stats/mod.ts";
import { cleanMessage, HOUR_MS, message, servedModels, START_MS, valuesAt } from "./fixture.ts";

const SERVING = { models: servedModels(["ridge", "persistence"], ["co_gt", "no2_gt"]), watch: null };

/** Rows of messages that come one after the other. */
function rowsOf(hours: readonly number[], state: StationState = initStation(SERVING, "s"), change = {}) {
  const random = seededRandom(3);
  return hours.flatMap((hour, offset) => {
    const incoming = cleanMessage(offset, "s", hour, valuesAt(hour, random), change);
    return forecastNext(SERVING, state, readClean(incoming)!, incoming).rows;
  });
}

const upTo = (count: number) => Array.from({ length: count }, (_, hour) => hour);

Deno.test("forecastNext() gives one row a target and model, with its origin and the oldest input of the last week", () => {
  const rows = rowsOf(upTo(200));
  assert.equal(rows.length, 200 * 4);
  const last = rows.at(-1)!;
  assert.deepEqual(
    rows.slice(-4).map(({ target, model, role }) => [target, model, role]),
    [["co_gt", "ridge", "champion"], ["co_gt", "persistence", "challenger"], ["no2_gt", "ridge", "champion"], [
      "no2_gt",
      "persistence",
      "challenger",
    ]],
  );
  assert.equal(last.origin_ts, START_MS + 199 * HOUR_MS);
  assert.equal(last.target_ts, last.origin_ts! + HOUR_MS);
  assert.deepEqual([last.kafka_partition, last.kafka_offset, last.oldest_offset], [0, 199, 32]);
  assert.deepEqual([last.raw_partition, last.raw_offset], [1, 1_199]);
  assert.equal(last.refusal, null);
});

Deno.test("forecastNext() falls back on the last observed value while the model lacks inputs, and says why", () => {
  const rows = rowsOf(upTo(200)).filter(({ model, target }) => model === "ridge" && target === "co_gt");
  const early = rows[20]!;
  assert.equal(early.refusal, "input_never_observed");
  assert.equal(early.fallback, "persistence");
  assert.equal(early.value, early.observed ?? early.value);
  assert.deepEqual([early.low, early.high], [null, null]);
  assert.equal(rows[180]!.fallback, null);
});

Deno.test("forecastNext() scores what was forecast for this hour", () => {
  const rows = rowsOf(upTo(300)).filter(({ model, target }) => model === "ridge" && target === "no2_gt");
  let scored = 0;
  for (let index = 1; index < rows.length; index++) {
    const { observed, error } = rows[index]!, said = rows[index - 1]!.value;
    if (observed === null || said === null) assert.equal(error, null);
    else {
      assert.equal(error, said - observed);
      scored++;
    }
  }
  assert.ok(scored > 250);
});

Deno.test("forecastNext() refuses a late and a doubled reading, and what it said of the next hour stands", () => {
  const state = initStation(SERVING, "s");
  const rows = rowsOf([...upTo(200), 198, 199, 200], state).filter(({ model, target }) =>
    model === "ridge" && target === "co_gt"
  );
  assert.deepEqual(rows.slice(200, 202).map(({ refusal, value }) => [refusal, value]), [
    ["late_reading", null],
    ["doubled_reading", null],
  ]);
  const [said, next] = [rows[199]!, rows[202]!];
  assert.equal(next.error, next.observed === null ? null : said.value! - next.observed);
});

Deno.test("forecastNext() refuses a reading off the hour", () => {
  const [row] = rowsOf([0], initStation(SERVING, "s"), { ts: START_MS + 600_000 });
  assert.equal(row!.refusal, "off_hour_reading");
  assert.equal(row!.value, null);
});

Deno.test("forecastNext() scores nothing after a gap, as nothing was said of that hour", () => {
  const rows = rowsOf([...upTo(200), 205]).filter(({ model }) => model === "ridge");
  assert.deepEqual(rows.slice(-2).map(({ error }) => error), [null, null]);
  assert.deepEqual(rows.slice(-2).map(({ refusal }) => refusal), [null, null]);
});

Deno.test("forecastNext() gives the same rows to the bit from a state that went through JSON", () => {
  const plain = rowsOf(upTo(400));
  const random = seededRandom(3);
  let state = initStation(SERVING, "s");
  const again = upTo(400).flatMap((hour) => {
    const incoming = cleanMessage(hour, "s", hour, valuesAt(hour, random));
    const { rows } = forecastNext(SERVING, state, readClean(incoming)!, incoming);
    state = JSON.parse(JSON.stringify(state));
    return rows;
  });
  assert.deepEqual(again, plain);
});

Deno.test("readClean() is null for what is not a clean message of this project", () => {
  const good = new TextDecoder().decode(cleanMessage(0, "s", 0, valuesAt(0, seededRandom(1))).value!);
  assert.notEqual(readClean(message(0, "s", good)), null);
  const changed: Record<string, unknown>[] = [
    ...[{ station_id: 7 }, { ts: 7 }, { ts: "2004-13-10T18:00:00Z" }, { co_gt: "2.6" }, { co_gt: undefined }],
    ...[{ kafka_partition: -1 }, { kafka_offset: 0.5 }, { kafka_offset: null }],
  ];
  const bad = [
    ...[null, "", "no JSON", "[]", "{}", "null", "7"],
    ...changed.map((change) => JSON.stringify({ ...JSON.parse(good), ...change })),
    good.replace(/"co_gt":[^,]*/, '"co_gt":1e999'),
  ];
  for (const value of bad) assert.equal(readClean(message(0, "s", value)), null, String(value));
});
