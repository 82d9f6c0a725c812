import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { FIELDS } from "../../pipeline/reading/mod.ts";
import type { ReplayProgress } from "../../pipeline/source/mod.ts";
import { emptyTally } from "../../pipeline/validate/mod.ts";
import { parseAlertConfig } from "../../pipeline/watch/alerts/config.ts";
import { AlertWatch } from "../../pipeline/watch/alerts/watch.ts";
import { AIR_RULES } from "../../pipeline/watch/air/rules.ts";
import { AirWatch } from "../../pipeline/watch/air/watch.ts";
import { type MetricName, METRICS, type MetricSpec } from "../../pipeline/watch/metrics/catalog.ts";
import { ConsumerMetrics } from "../../pipeline/watch/metrics/consumer.ts";
import { ForecasterMetrics } from "../../pipeline/watch/metrics/forecaster.ts";
import { formatMetrics, type MetricValue, parseMetrics } from "../../pipeline/watch/metrics/exposition.ts";
import { Histogram, quantile } from "../../pipeline/watch/metrics/histogram.ts";
import { lagMetrics } from "../../pipeline/watch/metrics/lag.ts";
import { producerMetrics } from "../../pipeline/watch/metrics/producer.ts";
import { openWebhook } from "../../pipeline/watch/alerts/webhook.ts";
import { systemClock } from "../../pipeline/common/mod.ts";
import { isOnPath } from "../support/program.ts";

/** Everything that a consumer, a producer and a forecaster export, with some work done. */
async function allValues(): Promise<MetricValue[]> {
  const consumer = new ConsumerMetrics(() => 10_000);
  const tally = emptyTally();
  Object.assign(tally, { accepted: 8, suspect: 1, rejected: 2, rejectedByReason: { no_pollutant: 2 } });
  tally.missingByFieldAndHour.co_gt![3] = 5;
  tally.missingByFieldAndHour.co_gt![4] = 1;
  tally.outOfRangeByField.nox_gt = 1;
  consumer.onProgress({ tally, committedRows: 10, files: 3, rotations: 1 });
  const commit = { partition: 0, rows: 10, files: 3, nextOffset: 10, missingRatio: 0.25 };
  consumer.onCommit({ ...commit, seconds: 0.4, transactionSeconds: 0.2, timestampsMs: [9_000, 9_500, 11_000] });
  const progress: ReplayProgress = {
    dataLines: 12,
    blankLines: 2,
    produced: 10,
    sentBefore: 4,
    elapsedMs: 1,
    lateness: { maxMs: 50, p99Ms: 20 },
    fraction: 1,
  };
  const webhook = openWebhook({ url: "http://127.0.0.1:1/", clock: systemClock, log: () => {} });
  await webhook.close();
  const forecaster = new ForecasterMetrics(() => 10_000);
  forecaster.onCommit({
    ...{
      partition: 0,
      rows: 10,
      files: 3,
      nextOffset: 10,
      seconds: 0.4,
      transactionSeconds: 0.2,
      timestampsMs: [9_000],
    },
    ...{ forecasts: 10, refused: 2, fallbacks: 1, alarms: 1, hours: [] },
    errors: { co_gt: { scored: 4, absolute: 2 } },
  });
  // What both export is the consumer's here.
  const own = forecaster.values().filter(({ name }) => /forecast|drift/.test(name));
  return [
    ...consumer.values(),
    ...own,
    ...new AirWatch(AIR_RULES, () => {}).values(),
    ...lagMetrics("g", [{ topic: "raw", partition: 0, low: 0, high: 9, committed: 4, lag: 5, open: 0 }]),
    ...new AlertWatch(parseAlertConfig("{}", "defaults"), () => {}).values(),
    ...webhook.values(),
    ...producerMetrics(progress),
  ];
}

const text = formatMetrics(await allValues());
const valueOf = (name: string, labels: Record<string, string> = {}) =>
  parseMetrics(text).find((each) =>
    each.name === name && Object.entries(labels).every(([label, value]) => each.labels[label] === value)
  )?.value;

Deno.test("METRICS keeps to Prometheus's rules of naming, and has bounded labels only", () => {
  const bounded = ["reason", "field", "alert", "rule", "target", "outcome", "consumergroup", "topic", "partition"];
  for (const [name, spec] of Object.entries<MetricSpec>(METRICS)) {
    assert.match(name, /^(airquality|kafka|process)(_[a-z0-9]+)+$/);
    assert.equal(name.endsWith("_total"), spec.type === "counter", `${name} is a ${spec.type}`);
    assert.doesNotMatch(name, /_(ms|millis|milliseconds|minutes|percent|kb|mb|kilobytes|count|sum|bucket|info)(_|$)/);
    assert.equal(spec.type === "histogram", spec.buckets !== undefined, name);
    if (/time|duration|latency|lateness/.test(name)) assert.match(name, /_seconds(_total)?$/);
    if (/_ratio/.test(name)) assert.match(name, /_ratio$/);
    if (/memory|heap/.test(name)) assert.match(name, /_bytes$/);
    for (const label of spec.labels ?? []) assert.ok(bounded.includes(label), `${name} has the label ${label}`);
    assert.match(spec.help, /^[A-Z0-9].*\.$/, name);
  }
});

Deno.test("METRICS lists what is exported, with the labels that it has, and nothing else", async () => {
  const seen = new Map<MetricName, string[]>();
  for (const { name, labels = {} } of await allValues()) seen.set(name, Object.keys(labels));
  const listed = Object.entries<MetricSpec>(METRICS).map(([name, { labels = [] }]) => [name, [...labels]]);
  assert.deepEqual([...seen].sort(), listed.sort());
});

Deno.test("ConsumerMetrics tells what the tally and the commits tell", () => {
  assert.equal(valueOf("airquality_consumed_messages_total"), 10);
  assert.equal(valueOf("airquality_rejected_rows_total", { reason: "no_pollutant" }), 2);
  assert.equal(valueOf("airquality_rejected_rows_total", { reason: "duplicate" }), 0);
  assert.equal(valueOf("airquality_missing_values_total", { field: "co_gt" }), 6);
  assert.equal(valueOf("airquality_out_of_range_values_total", { field: "nox_gt" }), 1);
  assert.equal(valueOf("airquality_batch_missing_ratio"), 0.25);
  assert.equal(valueOf("airquality_flush_rows_sum"), 10);
  assert.equal(valueOf("airquality_last_commit_timestamp_seconds"), 10);
});

Deno.test("ConsumerMetrics tells latency from each message's timestamp to the commit, 0 for one from the future", () => {
  assert.equal(valueOf("airquality_end_to_end_latency_seconds_count"), 3);
  assert.equal(valueOf("airquality_end_to_end_latency_seconds_sum"), 1.5);
  assert.equal(valueOf("airquality_end_to_end_latency_seconds_bucket", { le: "0.005" }), 1);
  assert.equal(valueOf("airquality_end_to_end_latency_seconds_bucket", { le: "0.5" }), 2);
  assert.equal(valueOf("airquality_end_to_end_latency_seconds_bucket", { le: "+Inf" }), 3);
});

Deno.test("ForecasterMetrics adds up commits, and errors by target", () => {
  assert.equal(valueOf("airquality_forecasts_total"), 10);
  assert.equal(valueOf("airquality_forecasts_refused_total"), 2);
  assert.equal(valueOf("airquality_drift_alarms_total"), 1);
  assert.equal(valueOf("airquality_forecast_absolute_error_total", { target: "co_gt" }), 2);
  assert.equal(valueOf("airquality_forecasts_scored_total", { target: "co_gt" }), 4);
});

Deno.test("producerMetrics() counts what this process sent, in seconds", () => {
  assert.equal(valueOf("airquality_producer_rows_total"), 6);
  assert.equal(valueOf("airquality_producer_max_lateness_seconds"), 0.05);
});

Deno.test("lagMetrics() has kafka_exporter's names, and -1 where nothing is committed", () => {
  const none = formatMetrics(
    lagMetrics("g", [{ topic: "r", partition: 1, low: 2, high: 9, committed: null, lag: 7, open: 0 }]),
  );
  assert.match(none, /^kafka_consumergroup_current_offset\{consumergroup="g",topic="r",partition="1"\} -1$/m);
  assert.match(none, /^kafka_consumergroup_lag\{consumergroup="g",topic="r",partition="1"\} 7$/m);
});

Deno.test("formatMetrics() and parseMetrics() keep a label's quotes, backslashes and line ends", () => {
  const topic = 'a"b\\n\nc';
  const [sample] = parseMetrics(
    formatMetrics([{ name: "kafka_topic_partition_oldest_offset", labels: { topic, partition: "0" }, value: 3 }]),
  );
  assert.deepEqual(sample, {
    name: "kafka_topic_partition_oldest_offset",
    labels: { topic, partition: "0" },
    value: 3,
  });
});

Deno.test("formatMetrics() has each metric's help and type once", () => {
  for (const name of Object.keys(METRICS)) {
    assert.equal(text.split(`# TYPE ${name} `).length, 2, name);
    assert.equal(text.split(`# HELP ${name} `).length, 2, name);
  }
});

for (
  const [values, q, expected] of [
    [[], 0.5, null],
    [[0.5, 0.5], 1, 1],
    [[1, 1, 5, 5], 0.75, 5.5],
    [[100], 0.5, 10],
    [[5], 0, 1],
  ] as const
) {
  Deno.test(`quantile() of ${q} is ${expected} where the values are ${JSON.stringify(values)}`, () => {
    const histogram = new Histogram([1, 10]);
    for (const value of values) histogram.add(value);
    assert.equal(quantile(histogram, q), expected);
  });
}

const OPERATIONS = new URL("../../docs/operations/", import.meta.url);
const EXPORTED = new Set(
  Object.entries<MetricSpec>(METRICS).flatMap(([name, { type }]) =>
    type === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name]
  ),
);
const metricsIn = (expression: string) => expression.match(/\b(?:airquality|kafka|process)_\w+/g) ?? [];

interface Rule {
  alert?: string;
  record?: string;
  expr: string;
  labels?: { severity?: string };
  annotations?: { summary?: string };
}

Deno.test("the Grafana dashboard shows exported metrics only", async () => {
  const dashboard = JSON.parse(await Deno.readTextFile(new URL("grafana_dashboard.json", OPERATIONS)));
  const panels: { id: number; title: string; targets: { expr: string }[] }[] = dashboard.panels;
  assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
  for (const { title, targets } of panels) {
    for (const { expr } of targets) {
      assert.ok(metricsIn(expr).length > 0, title);
      for (const name of metricsIn(expr)) assert.ok(EXPORTED.has(name), `${title}: ${name}`);
    }
  }
});

Deno.test("the Prometheus rules use exported metrics only, and the default thresholds", async () => {
  const rules = parse(await Deno.readTextFile(new URL("prometheus_rules.yml", OPERATIONS)));
  const all: Rule[] = rules.groups.flatMap((group: { rules: Rule[] }) => group.rules);
  const recorded = new Set(all.map(({ record }) => record));
  for (const { alert, record, expr, labels, annotations } of all) {
    for (const name of metricsIn(expr)) assert.ok(EXPORTED.has(name), `${alert ?? record}: ${name}`);
    for (const name of expr.match(/airquality:[\w:]+/g) ?? []) assert.ok(recorded.has(name), name);
    if (alert !== undefined) assert.ok(labels?.severity && annotations?.summary, alert);
  }
  const config = parseAlertConfig("{}", "defaults");
  const limit = (alert: string) => Number(/[>=] ([\d.]+)$/.exec(all.find((rule) => rule.alert === alert)!.expr)![1]);
  const pairs = [
    ["DeadLetters", config.deadLetterRatio],
    ["MissingValues", config.missingRatio],
    ["Lag", config.lagMessages],
  ] as const;
  for (const [alert, { warn, critical }] of pairs) {
    assert.deepEqual([limit(`AirQuality${alert}`), limit(`AirQuality${alert}Critical`)], [warn, critical], alert);
  }
  assert.match(
    all.find(({ record }) => record === "airquality:missing:ratio_rate1m")!.expr,
    RegExp(`\\(${FIELDS.length} \\*`),
  );
});

const promtool = await isOnPath("promtool");

Deno.test({
  name: "promtool takes the metrics, the configuration and the rules (skipped where it is absent)",
  ignore: !promtool,
  fn: async () => {
    const check = async (args: string[], input: string) => {
      const child = new Deno.Command("promtool", { args, stdin: "piped", stdout: "piped", stderr: "piped" }).spawn();
      const writer = child.stdin.getWriter();
      await writer.write(new TextEncoder().encode(input));
      await writer.close();
      const { code, stdout, stderr } = await child.output();
      assert.equal(code, 0, new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr));
    };
    await check(["check", "metrics"], text);
    // With the rules that it names.
    await check(["check", "config", fileURLToPath(new URL("prometheus.yml", OPERATIONS))], "");
  },
});
