import assert from "node:assert/strict";
import {
  type AlarmRow,
  encodeAlarm,
  encodeForecast,
  type ForecastEvidence,
  forecastNext,
  type ForecastRow,
  initStation,
  proveForecasts,
  readClean,
} from "../../pipeline/infer/mod.ts";
import type { IncomingMessage } from "../../pipeline/records/mod.ts";
import { seededRandom } from "../../pipeline/stats/mod.ts";
import { cleanMessage, message, servedModels, valuesAt, watchOfStation } from "./fixture.ts";

const MODELS = servedModels(["ridge", "persistence"], ["co_gt", "no2_gt"]);
const SERVING = { models: MODELS, watch: watchOfStation("s", MODELS[0]!) };

interface Made {
  clean: IncomingMessage[];
  sent: IncomingMessage[];
  rows: ForecastRow[];
  silver: Map<number, (number | null)[]>;
  models: typeof MODELS;
  alarms: AlarmRow[];
  sentAlarms: IncomingMessage[];
  fromOffset: number | null;
}

/** Two hundred hours of a station, and all that was made of them. */
function sound(): Made {
  const random = seededRandom(5), state = initStation(SERVING, "s"), alarms: AlarmRow[] = [];
  const silver = new Map<number, (number | null)[]>(), clean: IncomingMessage[] = [], rows: ForecastRow[] = [];
  for (let hour = 0; hour < 200; hour++) {
    const values = valuesAt(hour, random), incoming = cleanMessage(hour, "s", hour, values);
    silver.set(hour + 1_000, values);
    clean.push(incoming);
    const outcome = forecastNext(SERVING, state, readClean(incoming)!, incoming);
    rows.push(...outcome.rows);
    alarms.push(...outcome.alarms);
  }
  const sent = rows.map((row, offset) => message(offset, row.station_id, encodeForecast(row)));
  const sentAlarms = alarms.map((row, offset) => message(offset, row.station_id, encodeAlarm(row)));
  return { clean, sent, rows, silver, models: MODELS, alarms, sentAlarms, fromOffset: 0 };
}

const watching = (fromOffset: number | null) => ({
  watches: [SERVING.watch],
  current: fromOffset === null ? null : { digest: SERVING.watch.digest, fromOffset },
});

const evidenceOf = ({ clean, sent, rows, silver, models, alarms, sentAlarms, fromOffset }: Made): ForecastEvidence => ({
  clean: (take) => Promise.resolve(take(clean)),
  forecasts: (take) => Promise.resolve(take(sent)),
  rows,
  silver: (partition, offset) => partition === 1 ? silver.get(offset) ?? null : null,
  models,
  alarms: { messages: (take) => Promise.resolve(take(sentAlarms)), rows: alarms, ...watching(fromOffset) },
});

Deno.test("proveForecasts() holds for what the stream made, and gives a digest a partition", async () => {
  const { checks, digests } = await proveForecasts(evidenceOf(sound()));
  assert.deepEqual(checks.filter(({ holds }) => !holds), []);
  assert.equal(checks.length, 9);
  assert.ok(checks.at(-1)!.left > 5, "alarms");
  assert.match(digests["0"]!, /^[0-9a-f]{64}$/);
});

const value = (row: ForecastRow) => row.value ?? 0;

const BREAKS: [string, (made: Made) => void, RegExp][] = [
  ["a row is missing", ({ rows }) => void rows.splice(8, 1), /clean 0:2 has 1 champions/],
  ["a row is there twice", ({ rows }) => void rows.push(rows[10]!), /twice/],
  [
    "a row's value was changed",
    ({ rows }) => void (rows[600] = { ...rows[600]!, value: value(rows[600]!) + 1e-9 }),
    /0:150/,
  ],
  ["a message is missing", ({ sent }) => void sent.splice(40, 1), /0:10/],
  ["a message was sent twice", ({ sent }) => void sent.push(sent[40]!), /twice/],
  ["a message's value was changed", (made) => {
    const { rows, sent } = made;
    sent[600] = message(600, "s", encodeForecast({ ...rows[600]!, low: 0 }));
  }, /0:150.*differs/],
  [
    "a message of the topic is not a forecast",
    ({ sent }) => void sent.push(message(9_999, null, "?")),
    /not a forecast/,
  ],
  ["silver was changed", ({ silver }) => void silver.set(1_100, silver.get(1_101)!), /0:100/],
  ["silver lacks a row", ({ silver }) => void silver.delete(1_100), /0:100/],
  ["a model's file is gone", (made) => void (made.models = MODELS.slice(1)), /no model file/],
  ["an alarm is missing in the table", ({ alarms }) => void alarms.splice(3, 1), /missing on the other side/],
  ["an alarm is there twice", ({ alarms }) => void alarms.push(alarms[0]!), /alarm is there twice/],
  ["an alarm was sent twice", ({ sentAlarms }) => void sentAlarms.push(sentAlarms[0]!), /sent twice/],
  ["an alarm was not sent", ({ sentAlarms }) => void sentAlarms.pop(), /missing on the other side/],
  [
    "an alarm was raised that the detectors do not raise",
    ({ alarms, sentAlarms }) => {
      alarms[2] = { ...alarms[2]!, statistic: 1e9 };
      sentAlarms[2] = message(2, "s", encodeAlarm(alarms[2]));
    },
    /differs/,
  ],
  ["an alarm was neither kept nor sent", ({ alarms, sentAlarms }) => {
    alarms.splice(3, 1);
    sentAlarms.splice(3, 1);
  }, /missing on the other side/],
  ["the watchlist of an alarm is gone", ({ alarms }) => {
    alarms[0] = { ...alarms[0]!, watch_digest: "f".repeat(64) };
  }, /no watchlist has the digest f/],
  ["the clean topic has a message without a forecast", ({ clean }) => {
    clean.push(cleanMessage(200, "s", 200, valuesAt(200, seededRandom(9))));
  }, /clean 0:200 has 0/],
];

for (const [when, change, detail] of BREAKS) {
  Deno.test(`proveForecasts() fails, and says where, when ${when}`, async () => {
    const made = sound();
    change(made);
    const failed = (await proveForecasts(evidenceOf(made))).checks.filter(({ holds }) => !holds);
    assert.ok(failed.some((each) => detail.test(each.detail)), JSON.stringify(failed));
  });
}

Deno.test("proveForecasts() expects no alarm from before the detectors were used", async () => {
  const made = sound(), from = 120;
  for (let at = made.alarms.length; at-- > 0;) if (made.alarms[at]!.kafka_offset < from) made.alarms.splice(at, 1);
  assert.ok(made.alarms.length > 0);
  made.sentAlarms = made.alarms.map((row, offset) => message(offset, row.station_id, encodeAlarm(row)));
  const failed = async (fromOffset: number) =>
    (await proveForecasts(evidenceOf({ ...made, fromOffset }))).checks.filter(({ holds }) => !holds);
  assert.deepEqual(await failed(from), []);
  assert.equal((await failed(0)).length, 1);
});
