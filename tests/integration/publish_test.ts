import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createPublisher, createTopics, describeTopics } from "../../pipeline/broker/mod.ts";
import { connectKafka } from "../../pipeline/broker/client.ts";
import { sharedBroker } from "../support/kafka.ts";

const kafka = connectKafka({ brokers: [await sharedBroker()] });

async function smallTopic(): Promise<string> {
  const name = `${crypto.randomUUID().slice(0, 8)}.small`;
  await createTopics(kafka, [{ name, config: { "max.message.bytes": "5000" } }], 1);
  return name;
}

Deno.test("createPublisher() sends in batches that a topic of small batches takes", async () => {
  const topic = await smallTopic();
  const publisher = await createPublisher(kafka, topic, 1);
  await publisher.publish(Array.from({ length: 100 }, () => ({ key: "s", value: randomBytes(600) })));
  await publisher.close();
  assert.equal((await describeTopics(kafka, [topic]))[0]?.offsets, 100);
});

Deno.test("createPublisher() names topic, size and limit when a single message is larger than the topic takes", async () => {
  const topic = await smallTopic();
  const publisher = await createPublisher(kafka, topic, 1);
  await assert.rejects(publisher.publish([{ key: "s", value: randomBytes(6_000) }]), {
    code: "message_refused",
    message:
      `Cannot send to ${topic} as the broker refused messages of up to 6022 bytes; it takes 5000 (max.message.bytes)`,
    hint: new RegExp(`--entity-name ${topic} --add-config max\\.message\\.bytes=12044`),
  });
  await publisher.close();
});
