import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { usingFolder } from "../support/lake.ts";
import { isOnPath } from "../support/program.ts";
import { runToEnd } from "../support/process.ts";

const RULES = fileURLToPath(new URL("../../docs/operations/prometheus_rules.yml", import.meta.url));
const { groups }: { groups: { rules: { alert?: string }[] }[] } = parse(await Deno.readTextFile(RULES));
const ALERTS = groups.flatMap(({ rules }) => rules.flatMap(({ alert }) => alert ?? []));

/** Twenty minutes, a sample each 5 s. */
const SAMPLES = 240;
const growing = (by: number) => `0+${by}x${SAMPLES}`;
const steady = (value: number) => `${value}x${SAMPLES}`;
/** By 0.5 in 5 s for 18 minutes, then by so much. */
const jumping = (by: number) => `0+0.5x216 ${108 + by}+${by}x24`;

/** Ten messages a second, of which 1 % is rejected, and a tenth of the values missing. */
const SOUND = {
  'up{job="air-quality",instance="127.0.0.1:8000"}': steady(1),
  "airquality_consumed_messages_total": growing(50),
  "airquality_accepted_rows_total": growing(50),
  "airquality_committed_rows_total": growing(50),
  'airquality_rejected_rows_total{reason="no_pollutant"}': growing(0.5),
  'airquality_missing_values_total{field="co_gt"}': growing(65),
  'kafka_consumergroup_lag{consumergroup="g",topic="raw",partition="0"}': steady(10),
};

/** Two consumers tell the lag of the same three partitions. */
const lagOf = (messages: number) =>
  Object.fromEntries(
    ["a", "b"].flatMap((instance) =>
      [0, 1, 2].map((partition) => [
        `kafka_consumergroup_lag{consumergroup="g",topic="raw",partition="${partition}",instance="${instance}"}`,
        steady(messages / 3),
      ])
    ),
  );

interface Alert {
  name: string;
  labels?: Record<string, string>;
  summary: string;
}

const REASON = { reason: "no_pollutant" }, GROUP = { consumergroup: "g", topic: "raw" };
const dead = (percent: string) => `${percent} of the messages are rejected`;
const missing = (percent: string) => `${percent} of the values are missing`;
const stalled = "Messages wait and nothing is committed";

const CASES: [string, Record<string, string>, Alert[]][] = [
  ["all is well", {}, []],
  ["no consumer answers", { 'up{job="air-quality",instance="127.0.0.1:8000"}': steady(0) }, [{
    name: "AirQualityConsumerDown",
    labels: { job: "air-quality", instance: "127.0.0.1:8000" },
    summary: "No consumer answers at 127.0.0.1:8000",
  }]],
  ["a tenth is rejected", { 'airquality_rejected_rows_total{reason="no_pollutant"}': growing(5) }, [
    { name: "AirQualityDeadLetters", summary: dead("10%") },
  ]],
  ["half is rejected", { 'airquality_rejected_rows_total{reason="no_pollutant"}': growing(25) }, [
    { name: "AirQualityDeadLetters", summary: dead("50%") },
    { name: "AirQualityDeadLettersCritical", summary: dead("50%") },
  ]],
  ["four tenths of the values are missing", { 'airquality_missing_values_total{field="co_gt"}': growing(260) }, [
    { name: "AirQualityMissingValues", summary: missing("40%") },
  ]],
  ["most values are missing", { 'airquality_missing_values_total{field="co_gt"}': growing(520) }, [
    { name: "AirQualityMissingValues", summary: missing("80%") },
    { name: "AirQualityMissingValuesCritical", summary: missing("80%") },
  ]],
  ["many messages wait, and two consumers say so", lagOf(60_000), [
    { name: "AirQualityLag", labels: GROUP, summary: "60000 messages of raw wait for g" },
  ]],
  ["very many wait", lagOf(600_000), [
    { name: "AirQualityLag", labels: GROUP, summary: "600000 messages of raw wait for g" },
    { name: "AirQualityLagCritical", labels: GROUP, summary: "600000 messages of raw wait for g" },
  ]],
  ["nothing is committed while messages wait", { airquality_committed_rows_total: steady(50) }, [
    { name: "AirQualityStalled", summary: stalled },
    { name: "AirQualityStalledCritical", summary: stalled },
  ]],
  ["nothing is committed as nothing waits", {
    airquality_committed_rows_total: steady(50),
    'kafka_consumergroup_lag{consumergroup="g",topic="raw",partition="0"}': steady(0),
  }, []],
  ["a rule rejects four times its share", { 'airquality_rejected_rows_total{reason="no_pollutant"}': jumping(2) }, [
    {
      name: "AirQualityRuleJump",
      labels: REASON,
      summary: "no_pollutant rejects 4% of the messages, over three times its usual share",
    },
  ]],
  ["a rule rejects twenty times its share", { 'airquality_rejected_rows_total{reason="no_pollutant"}': jumping(15) }, [
    { name: "AirQualityDeadLetters", summary: dead("30%") },
    { name: "AirQualityDeadLettersCritical", summary: dead("30%") },
    {
      name: "AirQualityRuleJump",
      labels: REASON,
      summary: "no_pollutant rejects 30% of the messages, over three times its usual share",
    },
    {
      name: "AirQualityRuleJumpCritical",
      labels: REASON,
      summary: "no_pollutant rejects 30% of the messages, over ten times its usual share",
    },
  ]],
  ["a station breaks a rule about the air", { 'airquality_air_level{rule="no2_hour"}': steady(2) }, [
    { name: "AirQualityAirCritical", labels: { rule: "no2_hour" }, summary: "The air breaks no2_hour" },
  ]],
  ["the next hour is forecast to break a rule", { 'airquality_air_level{rule="no2_next_hour"}': steady(1) }, [
    {
      name: "AirQualityAirWarning",
      labels: { rule: "no2_next_hour" },
      summary: "The air is warned of by no2_next_hour",
    },
  ]],
  ["no station breaks a rule about the air", { 'airquality_air_level{rule="no2_hour"}': steady(0) }, []],
  ["a drift detector has raised an alarm", { airquality_drift_alarms_total: growing(1) }, [
    { name: "AirQualityDriftAlarm", summary: "Drift detectors have raised an alarm; see the table alarms" },
  ]],
  ["no forecaster answers", { 'up{job="air-quality",instance="127.0.0.1:8002"}': steady(0) }, [{
    name: "AirQualityForecasterDown",
    labels: { job: "air-quality", instance: "127.0.0.1:8002" },
    summary: "No forecaster answers at 127.0.0.1:8002",
  }]],
];

const promtool = await isOnPath("promtool");

for (const [when, series, alerts] of CASES) {
  Deno.test({
    name: `the Prometheus rules fire ${
      alerts.map(({ name }) => name).join(", ") || "nothing"
    } when ${when} (skipped without promtool)`,
    ignore: !promtool,
    fn: () => usingFolder((folder) => judge(folder, { ...SOUND, ...series }, alerts)),
  });
}

Deno.test("each alert of the Prometheus rules is fired by a case", () => {
  const fired = new Set(CASES.flatMap(([, , alerts]) => alerts.map(({ name }) => name)));
  assert.deepEqual(ALERTS.filter((alert) => !fired.has(alert)), []);
});

/** Promtool itself judges by the rules what fires at the end of the series, and what does not. */
async function judge(folder: string, series: Record<string, string>, alerts: readonly Alert[]): Promise<void> {
  const test = {
    rule_files: [RULES],
    evaluation_interval: "5s",
    tests: [{
      interval: "5s",
      input_series: Object.entries(series).map(([series, values]) => ({ series, values })),
      alert_rule_test: ALERTS.map((alertname) => ({
        eval_time: "20m",
        alertname,
        exp_alerts: alerts.filter(({ name }) => name === alertname).map(({ name, labels, summary }) => ({
          exp_labels: { ...labels, severity: severityOf(name) },
          exp_annotations: { summary },
        })),
      })),
    }],
  };
  await Deno.writeTextFile(`${folder}/test.yml`, JSON.stringify(test)); // which is YAML as well
  const { code, stdout, stderr } = await runToEnd("promtool", ["test", "rules", `${folder}/test.yml`]);
  assert.equal(code, 0, stdout + stderr);
}

const severityOf = (alert: string) => /(Critical|Down)$/.test(alert) ? "critical" : "warning";
