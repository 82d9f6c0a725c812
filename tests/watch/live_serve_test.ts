import assert from "node:assert/strict";
import type { Kafka } from "../../pipeline/broker/mod.ts";
import { systemClock } from "../../pipeline/common/mod.ts";
import { DEFAULT_RULE_SET } from "../../pipeline/reading/mod.ts";
import { Dashboard, parseAlertConfig, serveLivePage } from "../../pipeline/watch/mod.ts";
import { waitFor } from "../support/wait.ts";

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
