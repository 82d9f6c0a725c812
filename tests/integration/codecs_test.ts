import assert from "node:assert/strict";
import {
  createPublisher,
  createTopics,
  type IncomingMessage,
  openTransactor,
  readTopic,
  subscribe,
} from "../../pipeline/broker/mod.ts";
import { connectKafka } from "../../pipeline/broker/client.ts";
import { CODECS, encodeSends } from "../../pipeline/records/mod.ts";
import { kafkaClassPath } from "../../pipeline/local_kafka/java.ts";
import { codecsIn } from "../support/codecs.ts";
import { cacheDir, sharedBroker } from "../support/kafka.ts";
import { runTask } from "../support/task.ts";
import { usingWorld } from "../support/world.ts";
import { runToEnd } from "../support/process.ts";

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

/** The values of a topic's committed messages as Kafka's own client reads them. */
async function readByJava(topic: string, count: number): Promise<string[]> {
  const classPath = await kafkaClassPath({ cacheDir, onStep: () => {} });
  const consumer = ["org.apache.kafka.tools.consumer.ConsoleConsumer", "--bootstrap-server", address];
  const reading = ["--topic", topic, "--from-beginning", "--max-messages", String(count)];
  const limits = ["--isolation-level", "read_committed", "--timeout-ms", "30000"];
  const { code, stdout } = await runToEnd("java", ["-cp", classPath, ...consumer, ...reading, ...limits]);
  assert.equal(code, 0);
  return stdout.split("\n").slice(0, -1);
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

Deno.test("each codec writes what Java's client reads, from a publisher and in a transaction, mixed in one partition", async () => {
  const topic = await freshTopic();
  const linesOf = (how: string) => Array.from({ length: 300 }, (_, i) => `${how} ${i} ${"air quality ".repeat(9)}`);
  const transactor = await openTransactor(kafka, { groupId: topic, topic, partition: 0 });
  for (const codec of CODECS) {
    const messagesOf = (how: string) => linesOf(`${codec} ${how}`).map((value) => ({ key: null, value }));
    const publisher = await createPublisher(kafka, topic, 1, codec);
    await publisher.publish(messagesOf("published"));
    await publisher.close();
    await transactor.commit({ sends: encodeSends(topic, () => 0, messagesOf("committed"), { codec }) });
  }
  await transactor.close();
  const sent = CODECS.flatMap((codec) => [...linesOf(`${codec} published`), ...linesOf(`${codec} committed`)]);
  const read: string[] = [];
  await readTopic(kafka, topic, (messages) => void read.push(...messages.map(({ value }) => text(value))));
  assert.deepEqual(read, sent);
  assert.deepEqual(await readByJava(topic, sent.length), sent);
});

Deno.test("produce and consume write by the codec that --compression or the environment names", () =>
  usingWorld(address, async ({ kafka, cwd, raw, clean, dead, consume }) => {
    const produce = ["produce", "--bootstrap", address, "--topic", raw];
    for (const [compression, no2] of [[["--compression", "zstd"], 31], [[], 9_000]] as const) {
      const one = JSON.stringify({ station_id: "uci", ts: `2005-04-04T1${no2 % 7}:00:00Z`, no2_gt: no2 });
      const { code, stderr } = await runTask(cwd, [...produce, ...compression, "--one", one]);
      assert.equal(code, 0, stderr);
    }
    const { code, stderr } = await runTask(cwd, [...consume, "--until-end"], { KAFKA_COMPRESSION: "lz4" });
    assert.equal(code, 0, stderr);
    const [ofRaw, ofClean, ofDead] = [
      await codecsIn(kafka, raw),
      await codecsIn(kafka, clean),
      await codecsIn(kafka, dead),
    ];
    assert.deepEqual({ ofRaw, ofClean, ofDead }, { ofRaw: ["gzip", "zstd"], ofClean: ["lz4"], ofDead: ["lz4"] });
  }));
