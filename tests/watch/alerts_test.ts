import assert from "node:assert/strict";
import { parseAlertConfig } from "../../pipeline/watch/alerts/config.ts";
import { type AlertName, judgeAlerts } from "../../pipeline/watch/alerts/judge.ts";
import { type AlertSample, alertSample } from "../../pipeline/watch/alerts/sample.ts";
import { AlertWatch } from "../../pipeline/watch/alerts/watch.ts";

const config = parseAlertConfig("{}", "defaults");

const sample = (seconds: number, change: Partial<AlertSample> = {}): AlertSample => ({
  atMs: seconds * 1000,
  consumed: 0,
  accepted: 0,
  committed: 0,
  rejectedByReason: {},
  missing: 0,
  lag: 0,
  ...change,
});

/** Steady work up to 600 s, 10 messages a second of which 1 % lack every pollutant, then what is given at 660 s. */
const after = (change: Partial<AlertSample>) => [
  sample(0),
  sample(600, {
    consumed: 6_000,
    accepted: 5_940,
    committed: 6_000,
    rejectedByReason: { no_pollutant: 60 },
    missing: 6_000,
  }),
  sample(660, {
    consumed: 6_600,
    accepted: 6_500,
    committed: 6_600,
    rejectedByReason: { no_pollutant: 66 },
    missing: 6_600,
    ...change,
  }),
];

const CASES: [string, AlertSample[], AlertName, string, RegExp][] = [
  ["nothing was told", [], "lag", "ok", /no data/],
  ["all is as ever", after({}), "dead_letters", "ok", /1\.0 % of 600/],
  ["a tenth is rejected", after({ rejectedByReason: { no_pollutant: 120 } }), "dead_letters", "warn", /10\.0 %/],
  ["half is rejected", after({ rejectedByReason: { no_pollutant: 360 } }), "dead_letters", "critical", /50\.0 %/],
  ["no metrics are reached", after({ unmeasured: true }), "dead_letters", "ok", /no consumer's metrics/],
  ["no metrics are reached", after({ unmeasured: true }), "rule_jump", "ok", /no consumer's metrics/],
  ["no metrics are reached, and many wait", after({ unmeasured: true, lag: 50_000 }), "lag", "warn", /50,000/],
  ["few came", after({ consumed: 6_010, rejectedByReason: { no_pollutant: 70 } }), "dead_letters", "ok", /too few/],
  ["a third of the values is missing", after({ missing: 6_000 + 560 * 13 / 3 }), "missing_values", "warn", /33\.3 %/],
  ["most values are missing", after({ missing: 6_000 + 560 * 13 * 0.7 }), "missing_values", "critical", /70\.0 %/],
  ["many wait", after({ lag: 50_000 }), "lag", "warn", /50,000/],
  ["very many wait", after({ lag: 500_000 }), "lag", "critical", /500,000/],
  ["the lag is unknown", after({ lag: null }), "lag", "ok", /not known/],
  [
    "it stands while the cluster is away",
    [sample(0, { lag: 5 }), sample(200, { lag: null })],
    "stalled",
    "ok",
    /not known/,
  ],
  ["it waits with nothing to do", [sample(0), sample(600)], "stalled", "ok", /go on/],
  ["it stands with work for half a minute", [sample(0, { lag: 5 }), sample(30, { lag: 5 })], "stalled", "warn", /30 s/],
  [
    "it stands with work for long",
    [sample(0, { lag: 5 }), sample(60, { lag: 5 }), sample(120, { lag: 9 })],
    "stalled",
    "critical",
    /120 s, but 9/,
  ],
  ["it stood without work before", [sample(0), sample(119), sample(120, { lag: 9 })], "stalled", "ok", /go on/],
  [
    "it moved a moment ago",
    [sample(0, { lag: 5 }), sample(119, { lag: 5, committed: 1 }), sample(120, { lag: 5, committed: 1 })],
    "stalled",
    "ok",
    /go on/,
  ],
  [
    "a rule rejects three times its share",
    after({ rejectedByReason: { no_pollutant: 60 + 20 } }),
    "rule_jump",
    "warn",
    /no_pollutant rejected 20 of 600 messages, 3\.3 times/,
  ],
  [
    "a rule rejects ten times its share",
    after({ rejectedByReason: { no_pollutant: 60 + 61 } }),
    "rule_jump",
    "critical",
    /10\.2 times/,
  ],
  [
    "a new rule rejects",
    after({ rejectedByReason: { no_pollutant: 66, not_json: 30 } }),
    "rule_jump",
    "critical",
    /not_json/,
  ],
  [
    "a new rule rejects a few",
    after({ rejectedByReason: { no_pollutant: 66, not_json: 19 } }),
    "rule_jump",
    "ok",
    /no rule/,
  ],
  [
    "it has just begun",
    [sample(0), sample(10, { consumed: 100 }), sample(70, { consumed: 700, rejectedByReason: { not_json: 300 } })],
    "rule_jump",
    "ok",
    /not known yet/,
  ],
];

for (const [when, samples, alert, level, message] of CASES) {
  Deno.test(`judgeAlerts() has ${alert} ${level} when ${when}`, () => {
    const state = judgeAlerts(samples, config).find((each) => each.alert === alert)!;
    assert.equal(state.level, level, state.message);
    assert.match(state.message, message);
  });
}

function watching() {
  const changes: string[] = [];
  const watch = new AlertWatch(config, ({ alert, from, to }) => changes.push(`${alert} ${from} ${to}`));
  return { watch, changes };
}

Deno.test("AlertWatch tells each change once, and of one that is over after 15 s only", () => {
  const { watch, changes } = watching();
  for (const seconds of [0, 1, 2]) watch.add(sample(seconds, { lag: 60_000, committed: seconds }));
  watch.add(sample(10, { lag: 1, committed: 10 }));
  watch.add(sample(16, { lag: 60_000, committed: 16 }));
  watch.add(sample(30, { lag: 1, committed: 30 }));
  assert.deepEqual(changes, ["lag ok warn"]);
  watch.add(sample(31, { lag: 1, committed: 31 }));
  assert.deepEqual(changes, ["lag ok warn", "lag warn ok"]);
});

Deno.test("AlertWatch begins anew when the counts fall, as after a consumer's restart", () => {
  const { watch, changes } = watching();
  watch.add(sample(0, { consumed: 1_000, rejectedByReason: { not_json: 500 } }));
  watch.add(sample(10, { consumed: 200, rejectedByReason: { not_json: 1 } }));
  watch.add(sample(70, { consumed: 400, rejectedByReason: { not_json: 2 } }));
  assert.deepEqual(changes, []);
});

Deno.test("AlertWatch forgets what is older than its windows", () => {
  const { watch } = watching();
  for (let seconds = 0; seconds < 3_000; seconds += 5) {
    watch.add(
      sample(seconds, { consumed: seconds * 10, accepted: seconds * 10, rejectedByReason: { not_json: seconds } }),
    );
  }
  assert.match(watch.states.find(({ alert }) => alert === "dead_letters")!.message, /of 600 messages/);
});

Deno.test("AlertWatch exports each alert's level as a number", () => {
  const { watch } = watching();
  watch.add(sample(0, { lag: 600_000 }));
  assert.deepEqual(watch.values().find(({ labels }) => labels!.alert === "lag")?.value, 2);
  assert.deepEqual(watch.values().find(({ labels }) => labels!.alert === "stalled")?.value, 0);
});

Deno.test("alertSample() is null before the consumer's first word, and adds up labels and consumers after it", () => {
  assert.equal(alertSample(0, [{ name: "process_heap_bytes", value: 1 }]), null);
  const found = alertSample(5, [
    { name: "airquality_consumed_messages_total", value: 9 },
    { name: "airquality_rejected_rows_total", labels: { reason: "not_json" }, value: 2 },
    { name: "airquality_rejected_rows_total", labels: { reason: "not_json" }, value: 1 },
    { name: "airquality_rejected_rows_total", labels: { reason: "duplicate" }, value: 5 },
    { name: "airquality_missing_values_total", labels: { field: "t" }, value: 3 },
    { name: "airquality_missing_values_total", labels: { field: "rh" }, value: 4 },
  ]);
  assert.deepEqual(found, {
    atMs: 5,
    consumed: 9,
    accepted: 0,
    committed: 0,
    rejectedByReason: { not_json: 3, duplicate: 5 },
    missing: 7,
    lag: null,
  });
});

Deno.test("docs/live_page.md has every setting of the alerts with its default", async () => {
  const text = await Deno.readTextFile(new URL("../../docs/live_page.md", import.meta.url));
  const [, json] = /```json\n(\{[\s\S]*?\n\})\n```/.exec(text)!;
  const { webhook, ...defaults } = JSON.parse(json!);
  assert.ok(webhook);
  assert.deepEqual(defaults, config);
});

const BAD: [string, string, RegExp][] = [
  ["no JSON", "{", /expected JSON/],
  ["an unknown key", '{"lag": 1}', /lag/],
  ["a threshold below 0", '{"lagMessages": {"warn": -1}}', /lagMessages\.warn/],
  ["a share over 1", '{"missingRatio": {"critical": 60}}', /missingRatio\.critical/],
  ["warn above critical", '{"stalledSeconds": {"warn": 300}}', /stalledSeconds: warn must not be above critical/],
  ["a webhook that is no address", '{"webhook": "file:///etc/passwd"}', /webhook/],
  ["two faults", '{"windowSeconds": 0, "leastMessages": 0.5}', /windowSeconds.*leastMessages/],
];

for (const [what, text, message] of BAD) {
  Deno.test(`parseAlertConfig() refuses ${what}`, () => {
    assert.throws(() => parseAlertConfig(text, "alerts.json"), { code: "usage", message });
  });
}

Deno.test("parseAlertConfig() reads a file that begins with a byte order mark as without", () =>
  assert.deepEqual(parseAlertConfig("\ufeff{}", "alerts.json"), parseAlertConfig("{}", "alerts.json")));
