import assert from "node:assert/strict";
import { parseConsumerPerf, parseProducerPerf } from "./limits.ts";

// As Kafka 4.1.0 prints.
const CONSUMER = [
  "WARNING: something",
  "start.time, end.time, data.consumed.in.MB, MB.sec, data.consumed.in.nMsg, nMsg.sec, rebalance.time.ms, fetch.time.ms, fetch.MB.sec, fetch.nMsg.sec",
  "2026-11-22 21:00:00:000, 2026-11-22 21:00:02:000, 48.1, 24.0, 200000, 100000.0, 1500, 500, 96.2, 400000.0",
];
const PRODUCER = [
  "60000 records sent, 12000.0 records/sec (2.9 MB/sec), 900.1 ms avg latency, 1500.0 ms max latency.",
  "200000 records sent, 55555.5 records/sec (13.1 MB/sec), 800.0 ms avg latency, 1500.00 ms max latency, 1 ms 50th, 2 ms 95th, 3 ms 99th, 4 ms 99.9th.",
];

Deno.test("parseConsumerPerf() tells the run from the fetches", () => {
  assert.deepEqual(parseConsumerPerf(CONSUMER), {
    messages: 200_000,
    "rows/s without start": 100_000,
    "rows/s once it reads": 400_000,
  });
});

Deno.test("parseConsumerPerf() gives no number when there is no line of figures", () => {
  assert.deepEqual(Object.values(parseConsumerPerf(CONSUMER.slice(0, 2))), [NaN, NaN, NaN]);
  assert.deepEqual(Object.values(parseConsumerPerf([])), [NaN, NaN, NaN]);
});

Deno.test("parseProducerPerf() takes the line of the whole run", () => {
  assert.deepEqual(parseProducerPerf(PRODUCER), { records: 200_000, "readings/s": 55_555.5 });
});

Deno.test("parseProducerPerf() gives no number when there is no such line", () => {
  assert.deepEqual(Object.values(parseProducerPerf(["Exception"])), [NaN, NaN]);
});
