import assert from "node:assert/strict";
import type { Kafka } from "kafkajs";
import { readTopic, subscribe } from "../../pipeline/broker/mod.ts";
import { connectKafka } from "../../pipeline/broker/client.ts";
import { usingBroker } from "../support/kafka.ts";
import { waitFor } from "../support/wait.ts";

/** A transaction of its own producer that stays open until it is ended. */
async function begin(kafka: Kafka, name: string) {
  const producer = kafka.producer({ transactionalId: name, maxInFlightRequests: 1 });
  await producer.connect();
  const transaction = await producer.transaction();
  return {
    send: (...values: string[]) => transaction.send({ topic: "t", messages: values.map((value) => ({ value })) }),
    end: async (how: "commit" | "abort") => {
      await transaction[how]();
      await producer.disconnect();
    },
  };
}

Deno.test("readTopic() and subscribe() leave out what was aborted, however transactions overlap, and come to the end", () =>
  usingBroker(async ({ address }) => {
    const kafka = connectKafka({ brokers: [address] });
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: "t", numPartitions: 1 }], waitForLeaders: true });
    await admin.disconnect();
    const [first, second, third] = [await begin(kafka, "1"), await begin(kafka, "2"), await begin(kafka, "3")];
    await first.send("aborted 0", "aborted 1", "aborted 2");
    await second.send("aborted 3", "aborted 4");
    await third.send("kept 5", "kept 6");
    await first.send("aborted 7", "aborted 8");
    await second.end("abort");
    await third.end("commit");
    await first.end("abort");
    const last = await begin(kafka, "4");
    await last.send("aborted 9", "aborted 10", "aborted 11");
    await last.end("abort");

    const text = (value: Uint8Array | null) => new TextDecoder().decode(value!);
    const read: string[] = [];
    await readTopic(kafka, "t", (messages) => void read.push(...messages.map(({ value }) => text(value))));
    assert.deepEqual(read, ["kept 5", "kept 6"]);

    // From each offset on, also from the midst of what was aborted, it is told of all that it passes, and that nothing is left.
    for (const from of [0, 1, 4, 8]) {
      const told: string[] = [];
      let next = from, idleAt = -1;
      const subscription = await subscribe(kafka, {
        groupId: `g${from}`,
        topic: "t",
        sessionTimeoutMs: 10_000,
        outageTimeoutMs: 10_000,
        maxBytesPerPartition: 65_536,
      }, {
        onAssigned: () => void setTimeout(() => subscription.resumeAt(0, from)),
        onMessages(_partition, messages, nextOffset) {
          told.push(...messages.map(({ value }) => text(value)));
          next = nextOffset;
          return Promise.resolve();
        },
        onGap(_partition, fromOffset, nextOffset) {
          assert.ok(fromOffset <= next, `a gap from ${fromOffset} leaves out what is from ${next} on`);
          next = nextOffset;
        },
        onIdle: () => void (idleAt = next),
      });
      try {
        // 12 messages and a marker for each transaction.
        await waitFor("the end is reached, and nothing more is found", () => next === 16 && idleAt === 16);
        assert.deepEqual(told, from <= 5 ? ["kept 5", "kept 6"] : []);
      } finally {
        await subscription.close();
      }
    }
  }));
