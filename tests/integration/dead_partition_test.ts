import assert from "node:assert/strict";
import { connectKafka } from "../../pipeline/broker/client.ts";
import { readLag } from "../../pipeline/broker/group.ts";
import { withAdmin } from "../../pipeline/broker/offsets.ts";
import { createPublisher } from "../../pipeline/broker/publish.ts";
import { readTopic } from "../../pipeline/broker/read.ts";
import { subscribe } from "../../pipeline/broker/subscribe.ts";
import { createTopics, describeTopics, listTopics, verifyTopics } from "../../pipeline/broker/mod.ts";
import { openTransactor } from "../../pipeline/broker/transaction.ts";
import { usingDeadPartitions } from "../support/dead_partition.ts";
import { sharedBroker } from "../support/kafka.ts";

const broker = await sharedBroker();

async function freshTopics(): Promise<{ own: string; stranger: string }> {
  const prefix = crypto.randomUUID().slice(0, 8);
  const topics = { own: `${prefix}.own`, stranger: `${prefix}.stranger` };
  await createTopics(connectKafka({ brokers: [broker] }), Object.values(topics));
  return topics;
}

Deno.test("every kind of call does its work beside a stranger's topic whose partitions are dead", async () => {
  const { own, stranger } = await freshTopics();
  await usingDeadPartitions(broker, async ({ address, dead }) => {
    dead.add(stranger);
    const kafka = connectKafka({ brokers: [address] });
    assert.ok((await listTopics(kafka)).includes(stranger));
    await verifyTopics(kafka, [own]);
    await assert.rejects(verifyTopics(kafka, [stranger]), { message: new RegExp(`${stranger}-0 has no leader`) });
    const publisher = await createPublisher(kafka, own, 3);
    await publisher.publish([{ key: "a", value: "1" }]);
    await publisher.close();
    assert.equal((await readLag(kafka, own, [own])).length, 3);
    const transactor = await openTransactor(kafka, { groupId: own, topic: own, partition: 0 });
    await transactor.commit({ sends: [], nextOffset: 0 });
    await transactor.close();
    assert.equal((await describeTopics(kafka, [own]))[0]?.offsets, 1);
    let messages = 0;
    await readTopic(kafka, own, (run) => void (messages += run.length));
    assert.equal(messages, 1);
  });
});

Deno.test("subscribe() is lost after the outage timeout when a partition of its topic dies while it reads", async () => {
  const { own } = await freshTopics();
  await usingDeadPartitions(broker, async ({ address, dead, cut }) => {
    const kafka = connectKafka({ brokers: [address] });
    const { promise: assigned, resolve } = Promise.withResolvers<void>();
    const settings = { groupId: own, topic: own, sessionTimeoutMs: 6_000, maxBytesPerPartition: 65_536 };
    const subscription = await subscribe(kafka, { ...settings, outageTimeoutMs: 3_000 }, {
      onAssigned: () => resolve(),
      onMessages: () => Promise.resolve(),
    });
    await assigned;
    dead.add(own);
    cut(); // so that it asks again where its partitions are
    await assert.rejects(subscription.lost, {
      code: "broker_unreachable",
      message: new RegExp(
        `^Cannot keep reading ${own} as the cluster has not served it for 3 s`,
      ),
    });
    await subscription.close();
  });
});

Deno.test("withAdmin() fails with a line of text when the cluster gives no usable answer in time", async () => {
  const { own } = await freshTopics();
  await usingDeadPartitions(broker, async ({ address, dead }) => {
    dead.add(own);
    const late = withAdmin(
      connectKafka({ brokers: [address] }),
      "read the offsets",
      (admin) => admin.fetchTopicOffsets(own),
      1_000,
    );
    await assert.rejects(late, {
      code: "broker_unreachable",
      message: /^Cannot read the offsets as the cluster gave no usable answer within 1 s/,
    });
  });
});
