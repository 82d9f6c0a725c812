import assert from "node:assert/strict";
import {
  createPublisher,
  createTopics,
  type IncomingMessage,
  readTopic,
  subscribe,
} from "../../pipeline/broker/mod.ts";
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

Deno.test("a batch that unpacks to 80 MB is a message without value that says so, for a reading and a subscription", async () => {
  const topic = await freshTopic();
  const publisher = await createPublisher(kafka, topic, 1);
  for (const value of ["before", new Uint8Array(80_000_000), "after"]) await publisher.publish([{ key: null, value }]);
  await publisher.close();
  const seen = ({ offset, value, unread }: IncomingMessage) => `${offset} ${value && text(value)} ${unread ?? ""}`;
  const expected = [
    /^0 before $/,
    /^1 null a batch of \d+ bytes \(gzip, offsets 1 to 1\): .*67108864 bytes$/,
    /^2 after $/,
  ];
  const assertSeen = (lines: string[]) => {
    assert.equal(lines.length, 3);
    lines.forEach((line, index) => assert.match(line, expected[index]!));
  };
  const read: string[] = [];
  await readTopic(kafka, topic, (messages) => void read.push(...messages.map(seen)));
  assertSeen(read);

  const settings = { groupId: topic, topic, sessionTimeoutMs: 6_000, outageTimeoutMs: 30_000 };
  const { promise: done, resolve } = Promise.withResolvers<string[]>();
  const fetched: string[] = [];
  const subscribing = subscribe(kafka, { ...settings, maxBytesPerPartition: 131_072 }, {
    onAssigned: (partitions) =>
      void subscribing.then((own) => partitions.forEach((partition) => own.resumeAt(partition, 0))),
    onMessages: (_, messages) => {
      if (fetched.push(...messages.map(seen)) === 3) resolve(fetched);
      return Promise.resolve();
    },
  });
  const subscription = await subscribing;
  assertSeen(await Promise.race([done, subscription.lost]));
  await subscription.close();
});
