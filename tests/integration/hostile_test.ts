import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createPublisher, type IncomingMessage, type OutgoingMessage, readTopic } from "../../pipeline/broker/mod.ts";
import { proveRun } from "../../pipeline/sink/mod.ts";
import { hostileMessages } from "../conformance/message.ts";
import { sharedBroker } from "../support/kafka.ts";
import { startTask } from "../support/task.ts";
import { waitFor } from "../support/wait.ts";
import { usingWorld, type World } from "../support/world.ts";

const address = await sharedBroker();
const COUNT = 1_000;
const SEED = 20040310;
/** What the broker takes as one batch, unless it is set otherwise. */
const LARGEST_BATCH = 1_048_588;

async function send({ kafka, raw }: World, messages: readonly OutgoingMessage[]): Promise<void> {
  const publisher = await createPublisher(kafka, raw, 3);
  try {
    await publisher.publish(messages);
  } finally {
    await publisher.close();
  }
}

/** Sends the longest value that cannot be compressed and that the broker still takes. */
async function sendLargest(world: World): Promise<void> {
  for (let size = LARGEST_BATCH;; size -= 100) {
    const refused = await send(world, [{ key: "s", value: randomBytes(size) }]).then(() => false, ({ code }) => {
      if (code !== "message_refused") throw code;
      return true;
    });
    if (!refused) return;
  }
}

/** A message that the consumer tries again and again must fail the test, not hang it. */
async function consumeAll(world: World): Promise<void> {
  const task = startTask(world.cwd, [...world.consume, "--until-end"]);
  let ended = false;
  task.outcome.then(() => ended = true);
  try {
    await waitFor("consume ended", () => ended, 120_000);
  } finally {
    await task.signal("KILL");
  }
  const { code, stdout, stderr } = await task.outcome;
  assert.equal(code, 0, stdout + stderr.slice(-2_000));
}

/** Hostile messages of one station have any key: which of their readings are there twice is found, and no fault of the consumer. */
const SEVERAL_PARTITIONS = "readings of a station and timestamp that silver has again = 0";

async function assertProven({ kafka, cwd, group, raw, clean, dead }: World, count: number): Promise<void> {
  const { checks, counts } = await proveRun(kafka, {
    lake: `${cwd}/data`,
    groupId: group,
    rawTopic: raw,
    cleanTopic: clean,
    deadLetterTopic: dead,
    fileLines: null,
  });
  assert.deepEqual(checks.filter(({ law, holds }) => !holds && law !== SEVERAL_PARTITIONS), []);
  assert.equal(counts.accepted + counts.rejected, count);
}

async function messagesOf({ kafka }: World, topic: string): Promise<IncomingMessage[]> {
  const all: IncomingMessage[] = [];
  await readTopic(kafka, topic, (messages) => void all.push(...messages));
  return all;
}

const hex = (bytes: Uint8Array | null) => bytes?.toHex();

Deno.test("consume brings 1,000 hostile messages to their end, dead letters as they came, and prove finds none lost or doubled", () =>
  usingWorld(address, async (world) => {
    await send(world, hostileMessages(COUNT, SEED));
    await consumeAll(world);
    await assertProven(world, COUNT);
    const sent = new Map(
      (await messagesOf(world, world.raw)).map((message) => [`${message.partition}:${message.offset}`, message]),
    );
    const header = (message: IncomingMessage, name: string) => new TextDecoder().decode(message.headers[name]!.at(-1)!);
    const letters = await messagesOf(world, world.dead);
    const changed = letters.filter((letter) => {
      const { key, value, timestampMs } = sent.get(
        ["__connect.errors.partition", "__connect.errors.offset"].map((name) => header(letter, name)).join(":"),
      )!;
      // What the topic would refuse is said in a header of its own: the timestamp, and the length of what is cut.
      const says = (name: string) => `airquality.reject.${name}` in letter.headers;
      const isCut = (name: string, bytes: Uint8Array | null) =>
        says(name) && header(letter, `airquality.reject.${name}`) === String(bytes?.length);
      return hex(letter.key) !== hex(key) && !isCut("key_bytes", key) ||
        hex(letter.value) !== hex(value) && !isCut("value_bytes", value) ||
        letter.timestampMs !== timestampMs && !says("timestamp");
    });
    assert.deepEqual(changed.map(({ offset }) => offset), []);
    assert.ok(letters.length > COUNT / 3);
  }));

Deno.test("createPublisher() says that the broker refused a message of 5 MB", () =>
  usingWorld(address, async (world) => {
    await assert.rejects(send(world, [{ key: "s", value: randomBytes(5_000_000) }]), { code: "message_refused" });
    assert.deepEqual(await messagesOf(world, world.raw), []);
  }));

Deno.test("consume brings the largest message that the raw topic takes to the dead letters", () =>
  usingWorld(address, async (world) => {
    await sendLargest(world);
    await consumeAll(world);
    await assertProven(world, 1);
  }));
