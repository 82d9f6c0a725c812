import assert from "node:assert/strict";
import { createPublisher, createTopics, readTopic } from "../../pipeline/broker/mod.ts";
import { readingOf } from "../support/fake_partition.ts";
import { sharedBroker } from "../support/kafka.ts";
import { duck } from "../support/duck.ts";
import { runTask } from "../support/task.ts";
import { usingWorld, type World } from "../support/world.ts";

const address = await sharedBroker();
const text = (bytes: Uint8Array | undefined) => bytes === undefined ? undefined : new TextDecoder().decode(bytes);
const MICROSECONDS = 1_715_644_800_000_000;

/** A world whose raw topic takes any timestamp, and whose dead-letter topic takes batches of at most 6,000 bytes of this hour. */
const usingNarrowWorld = (work: (world: World & { consume: string[] }) => Promise<void>) =>
  usingWorld(address, async (world) => {
    const raw = `${world.group}.wide`, dead = `${world.group}.narrow`;
    const config = { "message.timestamp.after.max.ms": "9223372036854775807" };
    const narrow = { "max.message.bytes": "6000", "message.timestamp.after.max.ms": "3600000" };
    await createTopics(world.kafka, [{ name: raw, config }, { name: dead, config: narrow }]);
    const topics = ["--in-topic", raw, "--out-topic", world.clean, "--dlq-topic", dead, "--group-id", world.group];
    await work({ ...world, raw, dead, consume: ["consume", "--bootstrap", address, ...topics, "--until-end"] });
  });

const prove = ({ cwd, group, raw, clean, dead }: World) =>
  runTask(cwd, [
    ...["prove", "--bootstrap", address, "--raw-topic", raw, "--clean-topic", clean, "--dlq-topic", dead],
    ...["--group-id", group],
  ]);

Deno.test("consume stores what the dead-letter topic would refuse for its timestamp or its size, and prove holds", () =>
  usingNarrowWorld(async (world) => {
    const { kafka, cwd, consume, raw, dead } = world;
    const publisher = await createPublisher(kafka, raw, 3);
    const good = Array.from({ length: 18 }, (_, at) => readingOf(at % 9 + 10 * Math.floor(at / 9)));
    await publisher.publish(good.map((reading) => ({ key: "s", value: JSON.stringify(reading) })));
    const large = JSON.stringify({ ...readingOf(40), note: "x".repeat(40_000), co_gt: "wet" });
    await publisher.publish([{ key: "s", value: '{"station_id":"s","co_gt":"n/a"', timestampMs: MICROSECONDS }]);
    await publisher.publish([{ key: "s", value: large }, { key: "s", value: "z".repeat(70_000) }]);
    await publisher.publish([{ key: "s", value: new Uint8Array(70_000_000) }]);
    await publisher.close();

    const { code, stderr } = await runTask(cwd, consume);
    assert.equal(code, 0, stderr);
    const letters: Record<string, string | undefined>[] = [];
    await readTopic(kafka, dead, (messages) => {
      for (const { headers, value, timestampMs } of messages) {
        const of = (name: string) => text(headers[`airquality.reject.${name}`]?.[0]);
        letters.push({
          codes: of("codes"),
          had: of("timestamp"),
          bytes: of("value_bytes"),
          isOfNow: String(timestampMs < MICROSECONDS),
          kept: String(value?.length),
        });
      }
    });
    assert.deepEqual(letters, [
      { codes: "not_json", had: String(MICROSECONDS), bytes: undefined, isOfNow: "true", kept: "31" },
      {
        codes: "schema_violation;no_pollutant",
        had: undefined,
        bytes: String(large.length),
        isOfNow: "true",
        kept: "4096",
      },
      { codes: "too_large", had: undefined, bytes: "70000", isOfNow: "true", kept: "4096" },
      { codes: "too_large", had: undefined, bytes: undefined, isOfNow: "true", kept: "undefined" },
    ]);
    const rows = await duck(`select length(value_text) as size from read_parquet('${cwd}/data/rejected/*/*.parquet')
      order by kafka_offset`);
    assert.deepEqual(rows.map(({ size }) => size === null ? null : Number(size)), [31, large.length, 70_000, null]);
    const proof = await prove(world);
    assert.equal(proof.code, 0, proof.stdout);
  }));
