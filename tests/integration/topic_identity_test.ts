import assert from "node:assert/strict";
import type { Kafka } from "../../pipeline/broker/mod.ts";
import {
  createPublisher,
  openTransactor,
  readBounds,
  readCommitted,
  readOpenEnds,
  readTopicId,
  recreateTopics,
} from "../../pipeline/broker/mod.ts";
import { readRuns } from "../../pipeline/facts/mod.ts";
import { encodeSends } from "../../pipeline/records/mod.ts";
import { csv, HEADER, READING } from "../support/csv.ts";
import { readingOf } from "../support/fake_partition.ts";
import { sharedBroker } from "../support/kafka.ts";
import { runTask, startTask } from "../support/task.ts";
import { waitFor } from "../support/wait.ts";
import { usingWorld, type World } from "../support/world.ts";

const address = await sharedBroker();

const messagesOf = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, hour) => ({ key: "s", value: JSON.stringify(readingOf(from + hour)) }));

async function send({ kafka, raw }: World, from: number, to: number): Promise<void> {
  const publisher = await createPublisher(kafka, raw, 3);
  await publisher.publish(messagesOf(from, to));
  await publisher.close();
}

const committedOf = async ({ kafka, group, raw }: World) =>
  [...(await readCommitted(kafka, group, raw)).values()].reduce<number>((sum, offset) => sum + (offset ?? 0), 0);

const prove = ({ cwd, group, raw, clean, dead }: World) =>
  runTask(cwd, [
    ...["prove", "--bootstrap", address, "--raw-topic", raw, "--clean-topic", clean, "--dlq-topic", dead],
    ...["--group-id", group],
  ]);

/**
 * Sends readings within a transaction that stays open: a fetch that waits at the broker gets none of them, however slow all else is.
 *
 * @returns what commits it
 */
async function sendUnseen({ kafka, group, raw }: World, partition: number, from: number, to: number) {
  const transactor = await openTransactor(kafka, { groupId: `${group}.other`, topic: raw, partition });
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const sends = encodeSends(raw, () => partition, messagesOf(from, to));
  const committing = transactor.commit({ sends, after: held });
  await waitFor("all is sent", async () => (await readOpenEnds(kafka, raw)).get(partition) === to);
  return async () => {
    release();
    await committing;
    await transactor.close();
  };
}

async function removeBefore(kafka: Kafka, topic: string, partition: number, offset: number): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  await admin.fetchTopicOffsets(topic); // kafkajs must know where the partition is
  await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(offset) }] });
  await admin.disconnect();
}

const partitionOf = async ({ kafka, raw }: World) =>
  [...await readBounds(kafka, raw)].find(([, { high }]) => high > 0)![0];

Deno.test("readTopicId() tells a topic from one that was made again, and is null if there is no such topic", () =>
  usingWorld(address, async ({ kafka, raw, clean }) => {
    const id = await readTopicId(kafka, raw);
    assert.match(id!, /^[\w-]{22}$/);
    assert.equal(await readTopicId(kafka, raw), id);
    assert.notEqual(await readTopicId(kafka, clean), id);
    await recreateTopics(kafka, [raw], []);
    assert.notEqual(await readTopicId(kafka, raw), id);
    assert.equal(await readTopicId(kafka, `${raw}.none`), null);
  }));

for (const readings of [30, 8]) {
  Deno.test(`consume ends when its topic is made again under it and ${readings} other readings come; prove and the next start refuse`, () =>
    usingWorld(address, async (world) => {
      const { kafka, cwd, consume, raw } = world;
      await send(world, 0, 24);
      const consumer = startTask(cwd, consume);
      await consumer.until("all is committed", async () => await committedOf(world) === 24);
      await recreateTopics(kafka, [raw], []);
      await send(world, 100, 100 + readings);
      const { code, stderr } = await consumer.outcome;
      assert.equal(code, 1, stderr);
      assert.match(stderr, /as it was deleted or made again/);
      assert.equal(await committedOf(world), 0); // they are gone with the topic, and none is committed for the new one
      const proof = await prove(world);
      assert.equal(proof.code, 1);
      assert.match(proof.stdout, /FAIL +topics that were made again since the lake was filled = 0/);
      const next = await runTask(cwd, [...consume, "--until-end"]);
      assert.equal(next.code, 1);
      assert.match(next.stderr, /as the topic was deleted or created again: its id was/);
    }));
}

for (
  const [when, kept] of [
    ["retention overtakes it", 40],
    ["all that it has not read is removed, though nothing comes any more", 54],
  ] as const
) {
  Deno.test(`consume ends when ${when}, and names the offsets`, () =>
    usingWorld(address, async (world) => {
      const { kafka, cwd, consume, raw } = world;
      await send(world, 0, 24);
      const consumer = startTask(cwd, [...consume, "--session-timeout", "60s"]);
      await consumer.until("all is committed", async () => await committedOf(world) === 24);
      const partition = await partitionOf(world), commit = await sendUnseen(world, partition, 24, 54);
      await removeBefore(kafka, raw, partition, kept);
      await commit();
      const { code, stderr } = await consumer.outcome;
      assert.equal(code, 1, stderr);
      const lost = `${raw}-${partition} as the messages from offset 24 to ${kept - 1} are no longer kept`;
      assert.ok(stderr.includes(lost), stderr);
      assert.equal(await committedOf(world), 24);
    }));
}

Deno.test("consume --until-end, lag, doctor and prove say what waits for an open transaction", () =>
  usingWorld(address, async (world) => {
    const { kafka, cwd, consume, group, raw, clean, dead } = world;
    await send(world, 0, 24);
    const partition = await partitionOf(world);
    const commit = await sendUnseen(world, partition, 24, 27);
    assert.equal((await readBounds(kafka, raw)).get(partition)!.high, 24);

    const first = await runTask(cwd, [...consume, "--until-end"]);
    assert.equal(first.code, 1);
    assert.match(first.stderr, /3 more offsets wait for an open transaction to end/);
    const lag = await runTask(cwd, ["group", "lag", "--bootstrap", address, "--group-id", group, "--topic", raw]);
    assert.match(lag.stdout, new RegExp(`3 more offsets wait for an open transaction to end: ${raw}-${partition} 3`));
    const names = ["--raw-topic", raw, "--clean-topic", clean, "--dlq-topic", dead, "--group-id", group];
    const doctor = await runTask(cwd, ["doctor", "--bootstrap", address, ...names]);
    assert.match(doctor.stdout, new RegExp(`offsets after an open transaction: ${raw}-${partition} 3`));
    const proof = await prove(world);
    assert.equal(proof.code, 1);
    assert.match(proof.stdout, /FAIL +offsets of the raw topic that wait for an open transaction to end = 0 +3 ≠ 0/);

    await commit();
    const second = await runTask(cwd, [...consume, "--until-end"]);
    assert.equal(second.code, 0, second.stderr);
    assert.equal((await prove(world)).code, 0);
  }));

Deno.test("produce keeps the id of its topic in the facts of the run", () =>
  usingWorld(address, async ({ kafka, cwd, raw }) => {
    await Deno.writeTextFile(`${cwd}/good.csv`, csv(HEADER, READING));
    const { code, stderr } = await runTask(cwd, [
      ...["produce", "--bootstrap", address, "--topic", raw, "--csv", "good.csv", "--speedup", "max"],
    ]);
    assert.equal(code, 0, stderr);
    assert.equal((await readRuns(`${cwd}/data`))[0]!.topicId, await readTopicId(kafka, raw));
  }));
