import assert from "node:assert/strict";
import { freePort } from "../../pipeline/broker/address.ts";
import { createPublisher } from "../../pipeline/broker/mod.ts";
import { parseMetrics } from "../../pipeline/watch/metrics/exposition.ts";
import { readingOf } from "../support/fake_partition.ts";
import { sharedBroker } from "../support/kafka.ts";
import { runTask, startTask } from "../support/task.ts";
import { usingWorld, type World } from "../support/world.ts";

const address = await sharedBroker();

async function send({ kafka, raw }: World, hours: number): Promise<void> {
  const publisher = await createPublisher(kafka, raw, 3);
  for (const key of ["a", "b", "c"]) {
    await publisher.publish(
      Array.from({ length: hours }, (_, hour) => ({ key, value: JSON.stringify(readingOf(hour, key)) })),
    );
  }
  await publisher.close();
}

/** The sum of a metric's values; undefined while nobody answers. */
async function read(port: number, metric: string): Promise<number | undefined> {
  try {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return parseMetrics(text).filter(({ name }) => name === metric).reduce((sum, { value }) => sum + value, 0);
  } catch {
    return undefined;
  }
}

Deno.test("consume serves what it does at /metrics, and /ready and /ping", () =>
  usingWorld(address, async (world) => {
    await send(world, 200);
    const port = freePort();
    const task = startTask(world.cwd, [...world.consume, "--metrics-port", String(port)]);
    await task.until("all is committed", async () => await read(port, "airquality_committed_rows_total") === 600);
    assert.equal(await read(port, "airquality_consumed_messages_total"), 600);
    assert.equal(await read(port, "airquality_rejected_rows_total"), 60); // each 10th hour
    assert.equal(await read(port, "airquality_end_to_end_latency_seconds_count"), 600);
    assert.ok((await read(port, "airquality_transaction_duration_seconds_sum"))! > 0);
    await task.until("the lag is read anew", async () => await read(port, "kafka_consumergroup_lag") === 0);
    assert.equal(await read(port, "kafka_consumergroup_current_offset"), 600);
    for (const path of ["ping", "ready"]) {
      const response = await fetch(`http://127.0.0.1:${port}/${path}`);
      assert.equal(response.status, 200, await response.text());
    }
    await task.signal("INT");
    assert.equal((await task.outcome).code, 130);
  }));

Deno.test("consume works all the same where its metrics port is taken, and says so", () =>
  usingWorld(address, async (world) => {
    await send(world, 10);
    using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const port = String(taken.addr.port);
    const { code, stderr } = await runTask(world.cwd, [...world.consume, "--until-end", "--metrics-port", port]);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /warn .*no metrics of this process.*Cannot listen at 127\.0\.0\.1/);
  }));

Deno.test("consume posts its alerts to a webhook, and does not wait for one that hangs", () =>
  usingWorld(address, async (world) => {
    await send(world, 10);
    const { promise: got, resolve } = Promise.withResolvers<Record<string, unknown>>();
    const { promise: hanging, resolve: letGo } = Promise.withResolvers<Response>();
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
      resolve(await request.json());
      return await hanging;
    });
    await Deno.writeTextFile(
      `${world.cwd}/alerts.json`,
      JSON.stringify({ lagMessages: { warn: 1, critical: 2 }, webhook: `http://127.0.0.1:${server.addr.port}/` }),
    );
    // It buffers and commits nothing until it is told to end: there is lag to be told of.
    const slow = ["--flush-interval", "1h", "--metrics-port", "off", "--alerts", "alerts.json"];
    const task = startTask(world.cwd, [...world.consume, ...slow]);
    let alert: Record<string, unknown> | undefined;
    got.then((body) => alert = body);
    await task.until("the webhook is told", () => alert !== undefined);
    assert.equal(alert!.alert, "lag");
    assert.equal(alert!.to, "critical");
    assert.equal(alert!.groupId, world.group);
    await task.signal("INT");
    assert.equal((await task.outcome).code, 130);
    assert.match(task.stderr(), /error alert lag: ok → critical/);
    letGo(new Response());
    await server.shutdown();
  }));

Deno.test("consume refuses settings of alerts that it does not understand", () =>
  usingWorld(address, async (world) => {
    await Deno.writeTextFile(`${world.cwd}/alerts.json`, '{"lag": 1}');
    const { code, stderr } = await runTask(world.cwd, [...world.consume, "--alerts", "alerts.json"]);
    assert.equal(code, 2);
    assert.match(stderr, /Cannot read alerts\.json as settings of the alerts/);
  }));

Deno.test("produce serves how far its replay is", () =>
  usingWorld(address, async ({ cwd, raw }) => {
    await Deno.writeTextFile(
      `${cwd}/readings.csv`,
      "Date;Time;CO(GT)\n" + Array.from({ length: 20 }, (_, hour) => `10/03/2004;${hour}.00.00;2,6\n;;\n`).join(""),
    );
    const port = freePort();
    const args = [
      "produce",
      "--bootstrap",
      address,
      "--topic",
      raw,
      "--csv",
      "readings.csv",
      "--loop",
      "--rate",
      "200",
    ];
    const task = startTask(cwd, [...args, "--metrics-port", String(port)]);
    await task.until("something is sent", async () => (await read(port, "airquality_producer_rows_total") ?? 0) > 20);
    assert.ok((await read(port, "airquality_producer_blank_lines_total"))! > 0);
    assert.equal((await fetch(`http://127.0.0.1:${port}/ready`).then((response) => response.text())).trim(), "ready");
    await task.signal("INT");
    assert.equal((await task.outcome).code, 130);
  }));
