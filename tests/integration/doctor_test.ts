import assert from "node:assert/strict";
import { ConfigResourceTypes } from "kafkajs";
import { freePort } from "../../pipeline/broker/address.ts";
import { createPublisher, createTopics, type Kafka, openTransactor } from "../../pipeline/broker/mod.ts";
import { type ClusterNames, diagnoseGroup, diagnoseTopics, readCluster } from "../../pipeline/watch/doctor/cluster.ts";
import type { Diagnosis } from "../../pipeline/watch/mod.ts";
import { sharedBroker } from "../support/kafka.ts";
import { usingFolder } from "../support/lake.ts";
import { runTask } from "../support/task.ts";
import { usingWorld, type World } from "../support/world.ts";
import { runTaskWithOnly } from "../support/only_programs.ts";

const address = await sharedBroker();

const namesOf = ({ raw, clean, dead, group }: World) => [
  ...["--raw-topic", raw, "--clean-topic", clean, "--dlq-topic", dead, "--group-id", group],
];

/** The findings of the areas that a cluster answers for, and the exit status. */
async function doctor(cwd: string, args: string[], env: Record<string, string> = {}) {
  const ports = ["--metrics-port", String(freePort()), "--page-port", String(freePort())];
  const { code, stdout, stderr } = await runTask(cwd, ["doctor", "--json", ...ports, ...args], env);
  assert.ok(stdout.startsWith("["), stderr);
  const findings = (JSON.parse(stdout) as Diagnosis[]).flatMap((diagnosis) => diagnosis.findings);
  assert.equal(code, findings.some(({ severity }) => severity === "error") ? 1 : 0);
  return { code, ids: findings.map(({ id }) => id as string).filter((id) => id !== "csv_absent"), findings };
}

async function send(kafka: Kafka, topic: string, messages: number, partitions = 3): Promise<void> {
  const publisher = await createPublisher(kafka, topic, partitions);
  await publisher.publish(Array.from({ length: messages }, () => ({ key: "k", value: "{}", partition: 0 })));
  await publisher.close();
}

async function commit({ kafka, group, raw }: World, nextOffset: number): Promise<void> {
  for (const partition of [0, 1, 2]) {
    const transactor = await openTransactor(kafka, { groupId: group, topic: raw, partition });
    await transactor.commit({ sends: [], nextOffset: partition === 0 ? nextOffset : 0 });
    await transactor.close();
  }
}

const CLUSTER_FAULTS: [string, (world: World) => Promise<Partial<ClusterNames> | void>][] = [
  ["raw_empty", () => Promise.resolve()],
  ["group_absent", ({ kafka, raw }) => send(kafka, raw, 2)],
  ["clean_all_rejected", async (world) => {
    await send(world.kafka, world.raw, 2);
    await send(world.kafka, world.dead, 2);
    await commit(world, 2);
  }],
  ["clean_not_forwarded", async (world) => {
    await send(world.kafka, world.raw, 2);
    await commit(world, 2);
  }],
  ["group_offsets_lost", async (world) => {
    await send(world.kafka, world.raw, 2);
    await commit(world, 9);
  }],
  ["topic_missing", ({ raw }) => Promise.resolve({ deadLetters: `${raw}.no` })],
  ["topic_partitions", async ({ kafka, raw }) => {
    await createTopics(kafka, [`${raw}.one`], 1);
    return { raw: `${raw}.one` };
  }],
  ["topic_ages", async ({ kafka, clean }) => {
    const admin = kafka.admin();
    await admin.connect();
    const configEntries = [{ name: "retention.ms", value: "3600000" }];
    const resource = { type: ConfigResourceTypes.TOPIC, name: clean, configEntries };
    await admin.alterConfigs({ validateOnly: false, resources: [resource] });
    await admin.disconnect();
  }],
];

for (const [id, fault] of CLUSTER_FAULTS) {
  Deno.test(`diagnoseTopics() and diagnoseGroup() find ${id} on a real cluster`, () =>
    usingWorld(address, async (world) => {
      const { raw, clean, dead: deadLetters, group: groupId } = world;
      const names = { raw, clean, deadLetters, groupId, partitions: 3, ...await fault(world) ?? {} };
      const facts = await readCluster(world.kafka, names);
      const ids: string[] = [diagnoseTopics(facts, names, null), diagnoseGroup(facts, names)]
        .flatMap(({ findings }) => findings.map((each) => each.id));
      assert.ok(ids.includes(id), ids.join(", "));
    }));
}

Deno.test("doctor finds nothing but the empty topic in a new world, and leaves nothing there", () =>
  usingWorld(address, async (world) => {
    const { ids, code } = await doctor(world.cwd, ["--bootstrap", address, ...namesOf(world)]);
    assert.deepEqual([ids, code], [["raw_empty"], 0]);
    const left = [...Deno.readDirSync(world.cwd)].map(({ name }) => name);
    assert.deepEqual(left, ["data"]);
    assert.deepEqual([...Deno.readDirSync(`${world.cwd}/data`)].map(({ name }) => name), ["logs"]);
  }));

Deno.test("doctor says broker_down and what to do, for a person too, when nothing listens", () =>
  usingFolder(async (cwd) => {
    const { code, stdout } = await runTask(cwd, ["doctor", "--bootstrap", `127.0.0.1:${freePort()}`]);
    assert.equal(code, 1);
    assert.match(stdout, /error +broker +nothing listens at 127\.0\.0\.1:\d+\n +why: .+\n +→ deno task broker up\n/);
    assert.match(stdout, /\d errors?, \d warnings?\n$/);
  }));

Deno.test("doctor finds settings_wrong and goes on", () =>
  usingWorld(address, async (world) => {
    const { ids, findings } = await doctor(world.cwd, ["--bootstrap", address, ...namesOf(world)], {
      KAFKA_SASL_PASSWORD: "hidden-secret",
    });
    assert.deepEqual(ids, ["settings_wrong", "raw_empty"]);
    assert.ok(!JSON.stringify(findings).includes("hidden-secret"));
  }));

const java = (version: string) => `echo 'openjdk version "${version}"' >&2`;

for (
  const [id, programs] of [
    ["java_missing", {}],
    ["java_old", { java: java("11.0.2") }],
    ["maven_missing", { java: java("17.0.1") }],
  ] as [string, Record<string, string>][]
) {
  Deno.test(`doctor finds ${id} by what is on PATH`, () =>
    usingFolder(async (cwd) => {
      const task = ["doctor", "--json", "--bootstrap", `127.0.0.1:${freePort()}`];
      const { stdout } = await runTaskWithOnly(programs, cwd, task);
      const diagnoses: Diagnosis[] = JSON.parse(stdout);
      const ids = diagnoses.flatMap(({ findings }) => findings).map((each) => each.id as string);
      assert.ok(ids.includes(id), ids.join(", "));
    }));
}

Deno.test("doctor finds broker_stale after the broker was killed", () =>
  usingFolder(async (cwd) => {
    await Deno.mkdir(`${cwd}/data/broker`, { recursive: true });
    const bootstrap = `127.0.0.1:${freePort()}`;
    const state = { address: bootstrap, mode: "kraft", token: "t", processes: [{ name: "kafka", pid: 999_999 }] };
    await Deno.writeTextFile(`${cwd}/data/broker/state.json`, JSON.stringify(state));
    const { ids } = await doctor(cwd, ["--bootstrap", bootstrap]);
    assert.ok(ids.includes("broker_stale"), ids.join(", "));
  }));
