import assert from "node:assert/strict";
import { emptyTally } from "../../pipeline/validate/mod.ts";
import { PipelineNumbers } from "../../pipeline/watch/live/numbers.ts";
import { ConsumerMetrics } from "../../pipeline/watch/metrics/consumer.ts";
import { formatMetrics, parseMetrics } from "../../pipeline/watch/metrics/exposition.ts";
import { producerMetrics } from "../../pipeline/watch/metrics/producer.ts";

/** What a consumer would be scraped for after so many messages, a tenth of them rejected, in commits of 10 that took 0.2 s each. */
function scraped(messages: number) {
  const metrics = new ConsumerMetrics(() => 1_000);
  const tally = emptyTally();
  tally.accepted = messages * 0.9;
  tally.rejected = messages * 0.1;
  tally.rejectedByReason.not_json = tally.rejected;
  metrics.onProgress({ tally, committedRows: messages, files: 1, rotations: messages / 10 });
  const commit = {
    partition: 0,
    rows: 10,
    files: 1,
    nextOffset: 0,
    seconds: 0.2,
    transactionSeconds: 0.1,
    missingRatio: 0.5,
  };
  for (let done = 0; done < messages; done += 10) metrics.onCommit({ ...commit, timestampsMs: Array(10).fill(0) });
  return parseMetrics(formatMetrics(metrics.values()));
}

Deno.test("PipelineNumbers has none before anything was scraped, and no rate before the second moment", () => {
  const numbers = new PipelineNumbers();
  assert.equal(numbers.consumer, null);
  numbers.add(0, []);
  assert.equal(numbers.consumer, null);
  numbers.add(1_000, scraped(100));
  assert.equal(numbers.consumer!.consumed, 100);
  assert.equal(numbers.producer, null);
});

Deno.test("PipelineNumbers tells rates over the last seconds and times over the last minute", () => {
  const numbers = new PipelineNumbers();
  for (let second = 0; second <= 10; second++) numbers.add(second * 1_000, scraped(100 + second * 20));
  const consumer = numbers.consumer!;
  assert.equal(consumer.consumedPerSecond, 20);
  assert.equal(consumer.rejectedPerSecond, 2);
  assert.deepEqual(consumer.rejectedByReason, { not_json: 30 });
  assert.equal(consumer.meanFlushRows, 10);
  assert.ok(consumer.latencySeconds!.p95 > 0.5 && consumer.latencySeconds!.p95 <= 1);
  assert.ok(consumer.rotationP95Seconds! > 0.1 && consumer.rotationP95Seconds! <= 0.25);
  assert.equal(numbers.history.at(-1)!.consumed, 20);
});

Deno.test("PipelineNumbers adds up several consumers, and shows no rate below 0 when one of them has ended", () => {
  const numbers = new PipelineNumbers();
  numbers.add(0, [...scraped(100), ...scraped(200)]);
  assert.deepEqual([numbers.consumer!.consumed, numbers.consumer!.processes], [300, 2]);
  numbers.add(1_000, scraped(110));
  assert.equal(numbers.consumer!.consumedPerSecond, null);
  numbers.add(2_000, scraped(120));
  assert.equal(numbers.consumer!.consumedPerSecond, 10);
  numbers.add(3_000, []);
  assert.equal(numbers.consumer, null);
  assert.ok(numbers.history.every(({ consumed }) => consumed >= 0));
});

Deno.test("PipelineNumbers adds up what several producers sent, and is as late as the latest of them", () => {
  const sent = (produced: number, maxMs: number) => {
    const lateness = { maxMs, p99Ms: maxMs / 2 };
    const progress = {
      dataLines: produced,
      blankLines: 0,
      produced,
      sentBefore: 0,
      elapsedMs: 1,
      fraction: 1,
      lateness,
    };
    return parseMetrics(formatMetrics(producerMetrics(progress)));
  };
  const numbers = new PipelineNumbers();
  numbers.add(0, [...sent(100, 4_000), ...sent(200, 1_000)]);
  const { produced, maxLatenessSeconds, p99LatenessSeconds } = numbers.producer!;
  assert.deepEqual([produced, maxLatenessSeconds, p99LatenessSeconds], [300, 4, 2]);
});

Deno.test("PipelineNumbers shows what the group commits where no consumer answers", () => {
  const numbers = new PipelineNumbers();
  numbers.add(0, [], 40);
  numbers.add(1_000, [], null);
  assert.deepEqual(numbers.history.map(({ consumed }) => consumed), [40, 0]);
});

Deno.test("PipelineNumbers keeps three minutes of the chart", () => {
  const numbers = new PipelineNumbers();
  for (let second = 0; second < 400; second++) numbers.add(second * 1_000, []);
  assert.equal(numbers.history.length, 180);
});
