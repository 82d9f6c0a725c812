import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { basename } from "node:path";
import { freePort } from "../../pipeline/broker/address.ts";
import { connectKafka } from "../../pipeline/broker/client.ts";
import { addressesOf, ensureBroker, isOwnBroker } from "../../pipeline/local_kafka/ensure.ts";
import { jarsFolder } from "../../pipeline/local_kafka/java.ts";
import { brokerStatus, stopBroker, wipeBroker } from "../../pipeline/local_kafka/local.ts";
import { probeBroker } from "../../pipeline/broker/probe.ts";
import { brokerFiles, brokerLogs, readState, writeState } from "../../pipeline/local_kafka/state.ts";
import { createTopics, describeTopics, listTopics } from "../../pipeline/broker/mod.ts";
import { waitUntil } from "../../pipeline/common/wait.ts";
import { cacheDir, startTestBroker, usingBroker } from "../support/kafka.ts";
import type { EnsureBrokerTask } from "../support/ensure_broker.ts";
import { runToEnd } from "../support/process.ts";

const onStep = () => {};

async function usingDataDir(work: (dataDir: string) => Promise<void>): Promise<void> {
  const dataDir = await Deno.makeTempDir({ prefix: "broker-" });
  try {
    await work(dataDir);
  } finally {
    await stopBroker(dataDir);
    await Deno.remove(dataDir, { recursive: true });
  }
}

function ensureElsewhere(task: EnsureBrokerTask) {
  const permissions = ["--no-prompt", "--allow-read", "--allow-write", "--allow-env", "--allow-net", "--allow-run"];
  const script = new URL("../support/ensure_broker.ts", import.meta.url).href;
  return new Deno.Command("deno", {
    args: ["run", "--no-check", ...permissions, script, JSON.stringify(task)],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
    detached: true,
  }).spawn();
}

Deno.test("ensureBroker() starts one broker when called twice at once", () =>
  usingDataDir(async (dataDir) => {
    const address = `127.0.0.1:${freePort()}`;
    const ensure = () => ensureBroker({ brokers: [address], dataDir, cacheDir, onStep });
    const both = await Promise.all([ensure(), ensure()]);
    assert.deepEqual(both.map(({ startedByUs }) => startedByUs).sort(), [false, true]);
    assert.deepEqual(both.map(({ ours }) => ours), [true, true]);
  }));

Deno.test("ensureBroker() uses a broker that it did not start, which is not ours", () =>
  usingBroker(({ address }) =>
    usingDataDir(async (dataDir) => {
      const found = await ensureBroker({ brokers: [address], dataDir, cacheDir, onStep });
      assert.deepEqual(found, { address, startedByUs: false, ours: false });
      assert.equal(await isOwnBroker([address], dataDir), false);
    })
  ));

Deno.test("stopBroker() stops the broker and forgets it, and wipeBroker() deletes only a stopped one", () =>
  usingBroker(async ({ address, dataDir }) => {
    const status = await brokerStatus(dataDir);
    assert.equal(status?.running, true);
    assert.equal(status.address, address);
    await assert.rejects(wipeBroker(dataDir), { code: "broker_unreachable" });

    assert.equal(await stopBroker(dataDir), true);
    assert.deepEqual(await probeBroker(address), { kind: "closed" });
    assert.equal(await brokerStatus(dataDir), undefined);
    assert.equal(await stopBroker(dataDir), false);

    await wipeBroker(dataDir);
    await assert.rejects(Deno.stat(brokerFiles(dataDir).folder), Deno.errors.NotFound);
  }));

Deno.test("ensureBroker() starts a killed broker again with what was acknowledged before", () =>
  usingBroker(async ({ address, kill9, restart }) => {
    const kafka = connectKafka({ brokers: [address] });
    await createTopics(kafka, ["readings"], 1);
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic: "readings", messages: [{ value: Buffer.from("a") }, { value: Buffer.from("b") }] });
    await producer.disconnect();

    await kill9();
    assert.deepEqual(await probeBroker(address), { kind: "closed" });
    await restart();
    assert.equal((await describeTopics(kafka, ["readings"]))[0]?.offsets, 2);
  }));

Deno.test("ensureBroker() starts three brokers, of which one may be killed, and starts the killed one again", () =>
  usingDataDir(async (dataDir) => {
    const ensure = (nodes: 1 | 3, brokers: string[]) => ensureBroker({ brokers, nodes, dataDir, cacheDir, onStep });
    const first = `127.0.0.1:${freePort()}`;
    const { address, ...cluster } = await ensure(3, [first]);
    assert.deepEqual(cluster, { startedByUs: true, ours: true });
    const addresses = address.split(",");
    assert.deepEqual([addresses[0], addresses.length], [first, 3]);
    const kafka = connectKafka({ brokers: addresses });
    await createTopics(kafka, ["readings"], 1, { minInsync: 2 });
    const [before] = await describeTopics(kafka, ["readings"]);
    assert.deepEqual([before!.partitions[0]!.replicas, before!.config["min.insync.replicas"]], [3, "2"]);

    const { processes } = (await readState(dataDir))!;
    const leader = before!.partitions[0]!.leader;
    const killed = processes.find(({ name }) => name === `kafka-${leader}`)!;
    await runToEnd("kill", ["-KILL", String(killed.pid)]);
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic: "readings", acks: -1, messages: [{ value: Buffer.from("a") }] });
    await producer.disconnect();
    const stateOf = async () => (await brokerStatus(dataDir))!.nodes.map(({ running }) => running);
    assert.deepEqual(await stateOf(), [1, 2, 3].map((node) => node !== leader));

    const again = await ensure(3, [first]);
    assert.deepEqual(again, { address, startedByUs: false, ours: true });
    assert.deepEqual(await stateOf(), [true, true, true]);
    const isBack = async () => (await describeTopics(kafka, ["readings"]))[0]!.partitions[0]!.inSync === 3;
    assert.ok(await waitUntil(isBack, { timeoutMs: 30_000 }));

    assert.equal(await stopBroker(dataDir), true);
    for (const each of addresses) assert.deepEqual(await probeBroker(each), { kind: "closed" });
  }));

Deno.test("ensureBroker() refuses three brokers where one answers", () =>
  usingBroker(async ({ address, dataDir }) => {
    await assert.rejects(ensureBroker({ brokers: [address], nodes: 3, dataDir, cacheDir, onStep }), {
      code: "port_taken",
      message: /Kafka of 1 broker answers there/,
    });
  }));

Deno.test("addressesOf() takes the given addresses and then the next free ports", () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr, given = [`127.0.0.1:${port - 1}`];
  const [first, second, third] = addressesOf(given, 3);
  const ports = [second!, third!].map((address) => Number(address.split(":")[1]));
  assert.deepEqual([first, ports[0]! > port, ports[1]! > ports[0]!], [given[0], true, true]);
  assert.deepEqual(addressesOf(["a:1", "b:2", "c:3", "d:4"], 3), ["a:1", "b:2", "c:3"]);
});

Deno.test("ensureBroker() starts ZooKeeper and Kafka 3.9 when asked, and again after both were killed", async () => {
  const { address, dataDir, kill9, restart, stop } = await startTestBroker({ zookeeper: true });
  try {
    const status = await brokerStatus(dataDir);
    assert.deepEqual([status?.mode, status?.pids.length], ["zookeeper", 2]);
    const kafka = connectKafka({ brokers: [address] });
    await createTopics(kafka, ["readings"], 1);
    await kill9();
    await restart();
    // With ZooKeeper, a broker learns of its topics a moment after it knows itself.
    const isBack = async () => (await listTopics(kafka)).includes("readings");
    assert.ok(await waitUntil(isBack, { timeoutMs: 10_000 }));
    assert.equal(await isOwnBroker([address], dataDir), true);
  } finally {
    await stop();
  }
});

Deno.test("ensureBroker() leaves a broker that outlives its process and that process's Ctrl+C", () =>
  usingDataDir(async (dataDir) => {
    const address = `127.0.0.1:${freePort()}`;
    const child = ensureElsewhere({ options: { brokers: [address], dataDir, cacheDir }, hold: true });
    const reader = child.stdout.getReader();
    await reader.read(); // it has ensured the broker
    await runToEnd("kill", ["-INT", "--", `-${child.pid}`]);
    assert.equal((await child.status).signal, "SIGINT");
    await reader.cancel();
    assert.equal((await brokerStatus(dataDir))?.running, true);
    assert.equal(await stopBroker(dataDir), true);
    const signals = (await brokerLogs(dataDir, Infinity)).match(/due to signal \w+/g);
    assert.deepEqual(signals, ["due to signal SIGTERM"]); // a broker that got the Ctrl+C runs on for a moment, too
  }));

Deno.test("ensureBroker() leaves no process behind when it is interrupted while starting", () =>
  usingDataDir(async (dataDir) => {
    const abort = new AbortController();
    const interruptAt = (step: string) => {
      if (step.startsWith("starting")) setTimeout(() => abort.abort(new Error("interrupted")), 300);
    };
    const brokers = [`127.0.0.1:${freePort()}`];
    await assert.rejects(
      ensureBroker({ brokers, dataDir, cacheDir, onStep: interruptAt, signal: abort.signal }),
      /interrupted/,
    );
    assert.equal(await readState(dataDir), undefined);
    assert.deepEqual(await probeBroker(brokers[0]!), { kind: "closed" });
  }));

Deno.test("ensureBroker() names the end of the log when Kafka does not start", () =>
  usingDataDir(async (dataDir) => {
    const { meta } = brokerFiles(dataDir);
    await Deno.mkdir(meta("kraft").replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(meta("kraft"), "version=1\ncluster.id=4L6g3nShT-eMCtK--X86sw\nnode.id=7\n");
    await assert.rejects(ensureBroker({ brokers: [`127.0.0.1:${freePort()}`], dataDir, cacheDir, onStep }), {
      code: "broker_unreachable",
      message: /ended with exit status 1:[^]*node id 7/,
    });
    assert.equal(await readState(dataDir), undefined);
  }));

Deno.test("ensureBroker() refuses an address where something else listens, naming it", () =>
  usingDataDir(async (dataDir) => {
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      () => new Response("hello"),
    );
    const address = `127.0.0.1:${server.addr.port}`;
    await assert.rejects(ensureBroker({ brokers: [address], dataDir, cacheDir, onStep }), {
      code: "port_taken",
      message: new RegExp(address),
    });
  }));

Deno.test("ensureBroker() says so when the data folder cannot be made", () =>
  usingDataDir(async (dataDir) => {
    await Deno.writeTextFile(`${dataDir}/file`, "");
    const options = { brokers: [`127.0.0.1:${freePort()}`], dataDir: `${dataDir}/file`, cacheDir, onStep };
    await assert.rejects(ensureBroker(options), { code: "no_permission" });
  }));

Deno.test("stopBroker() sends nothing to a process that has taken over the pid", () =>
  usingDataDir(async (dataDir) => {
    await Deno.mkdir(brokerFiles(dataDir).folder);
    const processes = [{ name: "kafka", pid: Deno.pid }]; // it would end this test
    await writeState(dataDir, {
      address: `127.0.0.1:${freePort()}`,
      mode: "kraft",
      token: crypto.randomUUID(),
      processes,
    });
    assert.equal((await brokerStatus(dataDir))?.running, false);
    assert.equal(await stopBroker(dataDir), false);
    assert.equal(await readState(dataDir), undefined);
  }));

const java = (version: string) => `echo 'openjdk version "${version}"' >&2; test "$1" = -version`;

for (
  const [when, programs, options, expected] of [
    ["there is no java", {}, {}, { code: "tool_missing", message: /no java on PATH/ }],
    ["java is too old", { java: java("1.8.0_402") }, {}, { code: "tool_missing", message: /17 or later, got 8/ }],
    ["there is no mvn and no jar yet", { java: java("17.0.1") }, {}, {
      code: "tool_missing",
      message: /no mvn on PATH/,
    }],
    [
      "mvn fails",
      { java: java("17.0.1"), mvn: "echo '[ERROR] cannot resolve kafka'; exit 1" },
      {},
      { code: "tool_missing", message: /mvn failed:\n\[ERROR\] cannot resolve kafka/ },
    ],
    [
      "the jars do not start",
      { java: java("17.0.1"), mvn: "exit 0" },
      {},
      { code: "broker_unreachable", message: /storage cannot be formatted/ },
    ],
    [
      "KAFKA_HOME holds no Kafka",
      { java: java("17.0.1") },
      { kafkaHome: "/nonexistent" },
      { code: "not_found", message: /\/nonexistent/ },
    ],
    [
      "another machine does not answer",
      {},
      { brokers: ["broker.invalid:9092"] },
      { code: "broker_unreachable", message: /broker\.invalid:9092/ },
    ],
  ] as [string, Record<string, string>, { kafkaHome?: string; brokers?: string[] }, { code: string; message: RegExp }][]
) {
  Deno.test(`ensureBroker() fails with ${expected.code} when ${when}`, () =>
    usingDataDir(async (dataDir) => {
      const [path, emptyCache] = [`${dataDir}/bin`, `${dataDir}/cache`];
      await Deno.mkdir(path);
      for (const [name, script] of Object.entries(programs)) {
        await Deno.writeTextFile(`${path}/${name}`, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      }
      const brokers = [`127.0.0.1:${freePort()}`];
      const task = { options: { brokers, dataDir, cacheDir: emptyCache, ...options }, path };
      const { stdout } = await ensureElsewhere(task).output();
      const failure = JSON.parse(new TextDecoder().decode(stdout));
      assert.equal(failure.code, expected.code);
      assert.match(failure.message, expected.message);
    }));
}

Deno.test("ensureBroker() prepares a quick start once for a cache folder, and gives each cluster an id of its own", () =>
  usingDataDir(async (dataDir) => {
    const jars = basename(await jarsFolder({ cacheDir }));
    const own = `${dataDir}/cache`;
    await Deno.mkdir(own);
    await Deno.symlink(`${cacheDir}/${jars}`, `${own}/${jars}`);
    const preparations: number[] = [], clusters: string[] = [];
    for (const name of ["first", "second"]) {
      const steps: string[] = [], brokers = [`127.0.0.1:${freePort()}`];
      const options = {
        brokers,
        dataDir: `${dataDir}/${name}`,
        cacheDir: own,
        onStep: (text: string) => steps.push(text),
      };
      try {
        await ensureBroker(options);
        clusters.push((await brokerStatus(options.dataDir))!.clusterId!);
      } finally {
        await stopBroker(options.dataDir);
      }
      preparations.push(steps.filter((text) => text === "preparing quick starts of Kafka (once)").length);
    }
    assert.deepEqual(preparations, [1, 0]);
    assert.equal(new Set(clusters).size, 2);
    const made = [...Deno.readDirSync(own)].map(({ name }) => name).filter((name) => name.startsWith("kafka-start-"));
    assert.equal(made.length, 2, String(made)); // the quick start and its lock: nothing of the preparation is left
    const folder = made.find((name) => !name.endsWith(".lock"))!;
    assert.deepEqual([...Deno.readDirSync(`${own}/${folder}`)].map(({ name }) => name).sort(), [
      "__cluster_metadata-0",
      "classes.jsa",
    ]);
  }));
