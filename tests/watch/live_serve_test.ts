import assert from "node:assert/strict";
import type { Kafka } from "../../pipeline/broker/mod.ts";
import { systemClock } from "../../pipeline/common/mod.ts";
import { DEFAULT_RULE_SET } from "../../pipeline/reading/mod.ts";
import { Dashboard, parseAlertConfig, serveLivePage } from "../../pipeline/watch/mod.ts";
import { waitFor } from "../support/wait.ts";

/** A page whose cluster is up in name only. */
async function usingPage(allowWrite: boolean, work: (url: string) => Promise<void>): Promise<void> {
  const alerts = parseAlertConfig("{}", "the defaults"), brokers = ["127.0.0.1:1"], kafka = {} as Kafka;
  const names = { rawTopic: "raw", cleanTopic: "clean", deadLetterTopic: "dlq", groupId: "g", metricsUrls: [] };
  const dashboard = new Dashboard(
    { brokers, alerts, ...names, forecastTopic: "forecasts", alarmTopic: "alarms" },
    {
      ...{ kafka, reach: () => Promise.resolve(), clock: systemClock, wallClock: () => 0 },
      ...{ signal: AbortSignal.abort(), onAlert() {}, log() {} },
    },
  );
  const page = await serveLivePage({
    ...{ port: 0, kafka, clock: systemClock, signal: new AbortController().signal, rawTopic: "raw" },
    ...{ deadLetterTopic: "dlq", rules: DEFAULT_RULE_SET, allowWrite, log() {} },
    state: () => dashboard.state(),
    air: (station, field) => dashboard.air(station, field),
  });
  try {
    await work(`http://127.0.0.1:${page.port}`);
  } finally {
    await page.close();
  }
}

const post = (url: string, body: string) =>
  fetch(`${url}/api/reading`, { method: "POST", body, headers: { "sec-fetch-site": "same-origin" } });

Deno.test("serveLivePage() takes a reading by hand with --allow-write only, and none that names no station", async () => {
  await usingPage(false, async (url) => {
    const refused = await post(url, '{"station_id": "a"}');
    assert.equal(refused.status, 403);
    assert.match((await refused.json()).hint, /--allow-write/);
  });
  await usingPage(true, async (url) => {
    const refused = await post(url, '{"ts": "2005-04-04T15:00:00Z"}');
    assert.equal(refused.status, 400);
    assert.match((await refused.json()).error, /expected a JSON object with station_id, got none/);
    const foreign = await fetch(`${url}/api/reading`, { method: "POST", body: '{"station_id": "a"}' });
    assert.equal(foreign.status, 403);
    await foreign.body?.cancel();
    await assert.rejects(post(url, "x".repeat(100_000)));
  });
});

Deno.test("serveLivePage() answers for the air without a broker, and refuses a field that is not forecast", () =>
  usingPage(false, async (url) => {
    const air = await fetch(`${url}/api/air?field=co_gt`);
    assert.deepEqual((({ stations, field, unit }) => [stations, field, unit])(await air.json()), [0, "co_gt", "mg/m³"]);
    const refused = await fetch(`${url}/api/air?field=ozone`);
    assert.equal(refused.status, 400);
    await refused.body?.cancel();
  }));

Deno.test("serveLivePage() answers two questions at once and refuses a third with 503, while the page itself is served", async () => {
  const { promise: held, reject } = Promise.withResolvers<never>();
  held.catch(() => {});
  let asked = 0;
  const admin = {
    connect() {
      asked++;
      return held;
    },
    disconnect: () => Promise.resolve(),
  };
  const kafka = { admin: () => admin } as unknown as Kafka;
  const brokers = ["127.0.0.1:1"], alerts = parseAlertConfig("{}", "the defaults");
  const names = { rawTopic: "raw", cleanTopic: "clean", deadLetterTopic: "dlq", groupId: "g", metricsUrls: [] };
  const others = { forecastTopic: "forecasts", alarmTopic: "alarms" };
  const dashboard = new Dashboard({ brokers, alerts, ...names, ...others }, {
    kafka,
    reach: () => Promise.resolve(),
    clock: systemClock,
    wallClock: () => 0,
    signal: AbortSignal.abort(),
    onAlert() {},
    log() {},
  });
  const page = await serveLivePage({
    port: 0,
    kafka,
    clock: systemClock,
    signal: new AbortController().signal,
    rawTopic: "raw",
    deadLetterTopic: "dlq",
    rules: DEFAULT_RULE_SET,
    allowWrite: false,
    state: () => dashboard.state(),
    air: (station, field) => dashboard.air(station, field),
    log() {},
  });
  const url = `http://127.0.0.1:${page.port}`;
  const ask = () => fetch(`${url}/api/messages?topic=raw`);
  const first = [ask(), ask()];
  await waitFor("both are being answered", () => asked === 2, 10_000);
  const third = await ask();
  assert.equal(third.status, 503);
  assert.match((await third.json()).error, /2 other questions/);
  const index = await fetch(url);
  assert.equal(index.status, 200);
  assert.match(await index.text(), /<title>/);
  reject(new Error("over"));
  for (const response of await Promise.all(first)) {
    assert.equal(response.status, 502);
    await response.body?.cancel();
  }
  const again = await ask();
  assert.equal(again.status, 502);
  await again.body?.cancel();
  await page.close();
});
