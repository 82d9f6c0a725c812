import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Admin, AdminConfig, Kafka } from "kafkajs";
import { connectKafka } from "../../pipeline/broker/client.ts";
import { readCommitted, withAdmin } from "../../pipeline/broker/offsets.ts";
import { forgetOffsets } from "../../pipeline/broker/reset.ts";
import {
  createTopics,
  describeTopics,
  listTopics,
  recreateTopics,
  TOPIC_DEFAULTS,
  verifyTopics,
} from "../../pipeline/broker/mod.ts";
import { sharedBroker } from "../support/kafka.ts";

const kafka = connectKafka({ brokers: [await sharedBroker()] });

/** Names that no other test has. */
function names(...kinds: string[]): string[] {
  const prefix = crypto.randomUUID().slice(0, 8);
  return kinds.map((kind) => `${prefix}.${kind}`);
}

async function send(topic: string, count: number): Promise<void> {
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, messages: Array.from({ length: count }, () => ({ value: Buffer.from("x") })) });
  await producer.disconnect();
}

Deno.test("createTopics() creates the missing topics only, with the defaults", async () => {
  const [raw, clean] = names("raw", "clean") as [string, string];
  assert.deepEqual(await createTopics(kafka, [raw]), [raw]);
  await send(raw, 5);
  assert.deepEqual(await createTopics(kafka, [raw, clean]), [clean]);

  const topics = await describeTopics(kafka, [raw, clean]);
  assert.deepEqual(topics.map(({ name, offsets }) => [name, offsets]), [[raw, 5], [clean, 0]]);
  for (const { partitions, config } of topics) {
    assert.deepEqual(partitions.map(({ partition, replicas }) => [partition, replicas]), [[0, 1], [1, 1], [2, 1]]);
    assert.deepEqual({ ...config, ...TOPIC_DEFAULTS.config }, config);
    assert.equal(config["max.message.bytes"], "1048588");
  }
});

Deno.test("createTopics() takes the copies that it is given, and a cluster of one broker refuses two", async () => {
  const [one, two] = names("one", "two") as [string, string];
  await createTopics(kafka, [one], 1, { replicationFactor: 1, minInsync: 1 });
  const [described] = await describeTopics(kafka, [one]);
  assert.equal(described?.config["min.insync.replicas"], "1");
  assert.deepEqual(described?.partitions.map(({ replicas, inSync }) => [replicas, inSync]), [[1, 1]]);
  await assert.rejects(createTopics(kafka, [two], 1, { replicationFactor: 2 }), {
    code: "topic_mismatch",
    message: "Cannot create topics as the cluster has too few brokers for so many replicas",
  });
});

Deno.test("listTopics() gives the names in order, without Kafka's own", async () => {
  const [b, a] = names("b", "a") as [string, string];
  await createTopics(kafka, [b, a]);
  const listed = await listTopics(kafka);
  assert.deepEqual(listed.filter((name) => name === a || name === b), [a, b]);
  assert.equal(listed.some((name) => name.startsWith("__")), false);
});

Deno.test("verifyTopics() names every fault when topics are missing or have another partition count", async () => {
  const [good, missing, narrow] = names("good", "missing", "narrow") as [string, string, string];
  await createTopics(kafka, [good]);
  await createTopics(kafka, [narrow], 1);
  await verifyTopics(kafka, [good]);
  await verifyTopics(kafka, [narrow], 1);
  await assert.rejects(verifyTopics(kafka, [good, missing, narrow]), (error: Error & { code: string }) => {
    assert.equal(error.code, "topic_mismatch");
    assert.match(error.message, new RegExp(`got: ${missing} does not exist; ${narrow} has 1 partition$`));
    return true;
  });
});

Deno.test("describeTopics() names the topic when there is none", async () => {
  await assert.rejects(describeTopics(kafka, ["nowhere"]), { code: "topic_mismatch", message: /nowhere/ });
});

Deno.test("recreateTopics() leaves empty topics that take messages at once, five times in a row", async () => {
  const [raw, clean] = names("raw", "clean") as [string, string];
  await createTopics(kafka, [raw], 2); // clean is not there yet
  for (let round = 0; round < 5; round++) {
    await recreateTopics(kafka, [raw, clean], []);
    const topics = await describeTopics(kafka, [raw, clean]);
    assert.deepEqual(topics.map(({ partitions, offsets }) => [partitions.length, offsets]), [[3, 0], [3, 0]]);
    await send(raw, 7);
    assert.equal((await describeTopics(kafka, [raw]))[0]?.offsets, 7);
  }
});

Deno.test("recreateTopics() forgets what a group had committed", async () => {
  const [topic] = names("raw") as [string];
  await createTopics(kafka, [topic], 1);
  await send(topic, 3);
  const admin = kafka.admin();
  await admin.connect();
  try {
    const group = { groupId: `${topic}.group`, topic };
    await admin.setOffsets({ ...group, partitions: [{ partition: 0, offset: "3" }] });
    await recreateTopics(kafka, [topic], [group.groupId], 1);
    const [committed] = await admin.fetchOffsets({ groupId: group.groupId, topics: [topic] });
    assert.deepEqual(committed?.partitions.map(({ offset }) => offset), ["-1"]);
  } finally {
    await admin.disconnect();
  }
});

/** A cluster that keeps what a group had committed on a topic that was deleted: here it is committed again once the topic is made again. */
const keepingOffsets = (groupId: string, topic: string): Kafka =>
  new Proxy(kafka, {
    get: (target, name) =>
      name !== "admin" ? Reflect.get(target, name).bind(target) : (config: AdminConfig) => {
        const admin = target.admin(config);
        const createTopics = async (options: Parameters<Admin["createTopics"]>[0]) => {
          const isMade = await admin.createTopics({ ...options, waitForLeaders: true });
          await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: "3" }] });
          return isMade;
        };
        return { ...admin, createTopics };
      },
  });

Deno.test("recreateTopics() leaves no offset beyond a new topic where the cluster has kept those of the former one", async () => {
  const [topic] = names("raw") as [string], groupId = `${topic}.group`;
  await createTopics(kafka, [topic], 1);
  await recreateTopics(keepingOffsets(groupId, topic), [topic], [groupId], 1);
  assert.deepEqual(await readCommitted(kafka, groupId, topic), new Map([[0, 0]]));
});

Deno.test("forgetOffsets() sets to 0 what is left of a former topic, and leaves other topics alone", async () => {
  const [topic, other] = names("raw", "other") as [string, string], groupId = `${topic}.group`;
  await createTopics(kafka, [topic, other], 2);
  await withAdmin(kafka, "commit", async (admin) => {
    await admin.setOffsets({ groupId, topic, partitions: [{ partition: 1, offset: "3" }] });
    await admin.setOffsets({ groupId, topic: other, partitions: [{ partition: 0, offset: "5" }] });
  });
  await forgetOffsets(kafka, groupId, [topic]);
  assert.deepEqual(await readCommitted(kafka, groupId, topic), new Map([[1, 0]]));
  assert.deepEqual(await readCommitted(kafka, groupId, other), new Map([[0, 5]]));
});
