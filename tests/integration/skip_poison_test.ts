import assert from "node:assert/strict";
import {
  createPublisher,
  type IncomingMessage,
  readBounds,
  readCommitted,
  readTopic,
} from "../../pipeline/broker/mod.ts";
import { systemClock } from "../../pipeline/common/mod.ts";
import { writeRuleSet } from "../../pipeline/facts/mod.ts";
import { storeAt } from "../../pipeline/lake/store/mod.ts";
import { DEFAULT_RULE_SET } from "../../pipeline/reading/mod.ts";
import { silverStage } from "../../pipeline/silver/mod.ts";
import { runStage } from "../../pipeline/sink/mod.ts";
import { emptyTally } from "../../pipeline/validate/mod.ts";
import { readingOf } from "../support/fake_partition.ts";
import { sharedBroker } from "../support/kafka.ts";
import { duck } from "../support/duck.ts";
import { runTask } from "../support/task.ts";
import { usingWorld, type World } from "../support/world.ts";

const address = await sharedBroker();
const STATION = "s", POISON = [4, 5, 19], MESSAGES = 20;
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

/** Runs stage 1 in this process, over Kafka, with a judge that throws at some offsets; the tries it made. */
async function consumePoisoned({ kafka, cwd, group, raw, clean, dead }: World, skipPoison: boolean) {
  const lake = storeAt(`${cwd}/data`), tries: number[] = [], logs: string[] = [];
  const topicOf = (topic: string) => ({ topic, partitions: 3 });
  const stage = silverStage({
    topic: raw,
    rules: DEFAULT_RULE_SET,
    forward: { clean: topicOf(clean), deadLetters: topicOf(dead) },
    tally: emptyTally(),
  });
  const openBatch: typeof stage.openBatch = () => {
    const batch = stage.openBatch(), take = batch.take.bind(batch);
    batch.take = (message: IncomingMessage, memory) => {
      if (POISON.includes(message.offset)) {
        tries.push(message.offset);
        throw new TypeError("Cannot read properties of null");
      }
      take(message, memory);
    };
    return batch;
  };
  await writeRuleSet(lake, DEFAULT_RULE_SET);
  const run = runStage({ ...stage, openBatch }, {
    groupId: group,
    topic: raw,
    lake,
    skipPoison,
    limits: { rows: 1_000, bytes: 1_000_000, ageMs: 100 },
    untilEnd: true,
    sessionTimeoutMs: 10_000,
    outageTimeoutMs: 60_000,
  }, { kafka, clock: systemClock, signal: new AbortController().signal, log: (message) => logs.push(message) });
  const failure = await run.then(() => null, (error: unknown) => error as Error);
  return { failure, tries, logs };
}

async function partitionOf({ kafka, raw }: World): Promise<number> {
  return [...await readBounds(kafka, raw)].find(([, { high }]) => high > 0)![0];
}

const prove = ({ cwd, group, raw, clean, dead }: World) =>
  runTask(cwd, [
    ...["prove", "--bootstrap", address, "--raw-topic", raw, "--clean-topic", clean, "--dlq-topic", dead],
    ...["--group-id", group],
  ]);

Deno.test("a message that fails at its offset again and again ends the consumer by name; with skipPoison it is in rejected, whole, and prove holds", () =>
  usingWorld(address, async (world) => {
    const { kafka, cwd, group, raw, dead } = world;
    const readings = Array.from({ length: 40 }, (_, hour) => hour).filter((hour) => hour % 10 !== 9)
      .slice(0, MESSAGES).map((hour) => JSON.stringify(readingOf(hour, STATION)));
    const publisher = await createPublisher(kafka, raw, 3);
    await publisher.publish(readings.map((value) => ({ key: STATION, value, headers: { origin: "test" } })));
    await publisher.close();
    const partition = await partitionOf(world);

    const stopped = await consumePoisoned(world, false);
    assert.match(String(stopped.failure), new RegExp(`Cannot process ${raw}-${partition} at offset 4 in 3 tries`));
    assert.deepEqual(stopped.tries, [4, 4, 4]);
    assert.equal((await readCommitted(kafka, group, raw)).get(partition), POISON[0]);

    const gone = await consumePoisoned(world, true);
    assert.equal(gone.failure, null);
    assert.deepEqual(gone.tries, POISON.flatMap((offset) => [offset, offset, offset]));
    assert.equal((await readCommitted(kafka, group, raw)).get(partition), MESSAGES);
    const rows = await duck(`select kafka_partition, kafka_offset, reason_codes, reasons, value_text
      from read_parquet('${cwd}/data/rejected/*/*.parquet') order by kafka_offset`);
    assert.deepEqual(
      rows.map((row) => [Number(row.kafka_partition), Number(row.kafka_offset), row.reason_codes, row.value_text]),
      POISON.map((offset) => [partition, offset, "unprocessable", readings[offset]]),
    );
    for (const { reasons } of rows) assert.match(String(reasons), /Cannot read properties of null/);
    const letters: unknown[] = [];
    await readTopic(kafka, dead, (messages) => {
      for (const { headers, value } of messages) {
        letters.push([
          text(headers["airquality.reject.codes"]?.[0]),
          text(headers["__connect.errors.offset"]?.[0]),
          text(headers.origin?.[0]),
          text(value ?? undefined),
        ]);
      }
    });
    assert.deepEqual(letters, POISON.map((offset) => ["unprocessable", String(offset), "test", readings[offset]]));
    const proof = await prove(world);
    assert.equal(proof.code, 0, proof.stdout);

    // Once the program is repaired the messages are judged again, and are readings like others.
    const redriven = await runTask(cwd, [
      ...["dlq", "redrive", "--bootstrap", address, "--raw-topic", raw, "--dlq-topic", dead, "--go"],
    ]);
    assert.equal(redriven.code, 0, redriven.stderr);
    const { code, stderr } = await runTask(cwd, [...world.consume, "--until-end"]);
    assert.equal(code, 0, stderr);
    const [silver] = await duck(`select count(*) as rows from read_parquet('${cwd}/data/silver/*/*.parquet')`);
    assert.equal(Number(silver!.rows), MESSAGES);
    const after = await prove(world);
    assert.equal(after.code, 0, after.stdout);
  }));
