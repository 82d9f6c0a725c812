import assert from "node:assert/strict";
import { createPublisher, createTopics, readTopic, subscribe } from "../../pipeline/broker/mod.ts";
import { connectKafka } from "../../pipeline/broker/client.ts";
import { kafkaClassPath } from "../../pipeline/local_kafka/java.ts";
import { cacheDir, sharedBroker } from "../support/kafka.ts";

const address = await sharedBroker();
const kafka = connectKafka({ brokers: [address] });
const text = (value: Uint8Array | null) => new TextDecoder().decode(value!);

/** Sends lines with Kafka's own client, as another team's producer does. */
async function sendByJava(topic: string, codec: string, lines: readonly string[]): Promise<void> {
  const classPath = await kafkaClassPath({ cacheDir, onStep: () => {} });
  const producer = ["org.apache.kafka.tools.ConsoleProducer", "--bootstrap-server", address, "--topic", topic];
  const child = new Deno.Command("java", {
    args: ["-cp", classPath, ...producer, "--compression-codec", codec],
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const stdin = child.stdin.getWriter();
  await stdin.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
  await stdin.close();
  assert.ok((await child.status).success);
}

async function freshTopic(): Promise<string> {
  const topic = `${crypto.randomUUID().slice(0, 8)}.raw`;
  await createTopics(kafka, [topic], 1);
  return topic;
}

Deno.test("readTopic() reads what Java's client compressed by each codec, mixed in one partition with our own", async () => {
  const topic = await freshTopic();
  const linesOf = (codec: string) => Array.from({ length: 300 }, (_, i) => `${codec} ${i} ${"air quality ".repeat(9)}`);
  const publisher = await createPublisher(kafka, topic, 1);
  for (const codec of ["snappy", "lz4", "zstd"]) {
    await sendByJava(topic, codec, linesOf(codec));
    await publisher.publish([{ key: null, value: `ours after ${codec}` }]);
  }
  await publisher.close();
  const read: string[] = [];
  await readTopic(kafka, topic, (messages) => void read.push(...messages.map(({ value }) => text(value))));
  const sent = ["snappy", "lz4", "zstd"].flatMap((each) => [...linesOf(each), `ours after ${each}`]);
  assert.deepEqual(read, sent);
});

Deno.test("a batch that unpacks to 80 MB ends a reading and a subscription with its name, not with the memory", async () => {
  const topic = await freshTopic();
  const publisher = await createPublisher(kafka, topic, 1);
  await publisher.publish([{ key: null, value: "before" }]);
  await publisher.publish([{ key: null, value: new Uint8Array(80_000_000) }]);
  await publisher.close();
  const refused = {
    code: "message_refused",
    message: new RegExp(
      `^Cannot read ${topic}-0 as its batch at the offsets 1 to 1 \\(gzip, .*is too large: .*67108864 bytes$`,
    ),
  };
  await assert.rejects(readTopic(kafka, topic, () => {}), refused);

  const settings = { groupId: topic, topic, sessionTimeoutMs: 6_000, outageTimeoutMs: 30_000 };
  const subscribing = subscribe(kafka, { ...settings, maxBytesPerPartition: 131_072 }, {
    onAssigned: (partitions) =>
      void subscribing.then((own) => partitions.forEach((partition) => own.resumeAt(partition, 0))),
    onMessages: () => Promise.resolve(),
  });
  const subscription = await subscribing;
  await assert.rejects(subscription.lost, refused);
  await subscription.close();
});
