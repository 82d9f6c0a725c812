import assert from "node:assert/strict";
import {
  connectKafka,
  createPublisher,
  keyPartitioner,
  openTransactor,
  readBounds,
  readCommitted,
  readTopic,
  recreateTopics,
} from "../../pipeline/broker/mod.ts";
import { encodeSends } from "../../pipeline/records/mod.ts";
import { encodeRuleSet, parseRuleSet, ruleSetVersion } from "../../pipeline/reading/mod.ts";
import { proveRun } from "../../pipeline/sink/mod.ts";
import { duck } from "../support/duck.ts";
import { readingOf } from "../support/fake_partition.ts";
import { sharedBroker } from "../support/kafka.ts";
import { rowsOf } from "../support/lake.ts";
import { runTask, startTask } from "../support/task.ts";
import { usingWorld, type World } from "../support/world.ts";

const address = await sharedBroker();
async function send({ kafka, raw }: World, hours: number, stations = 5): Promise<number> {
  const publisher = await createPublisher(kafka, raw, 3);
  for (let station = 0; station < stations; station++) {
    const key = `s${station}`;
    await publisher.publish(
      Array.from({ length: hours }, (_, hour) => ({ key, value: JSON.stringify(readingOf(hour, key)) })),
    );
  }
  await publisher.close();
  return hours * stations;
}

async function assertExact(world: World, sent: number): Promise<void> {
  const proof = await proveRun(world.kafka, {
    lake: `${world.cwd}/data`,
    groupId: world.group,
    rawTopic: world.raw,
    cleanTopic: world.clean,
    deadLetterTopic: world.dead,
    fileLines: null,
  });
  assert.ok(proof.holds, JSON.stringify(proof.checks.filter(({ holds }) => !holds)));
  assert.equal(proof.counts.accepted + proof.counts.rejected, sent);
  const rows = await rowsOf(`${world.cwd}/data`);
  assert.equal(new Set(rows).size, sent);
}

const committedRows = async ({ kafka, group, raw }: World) =>
  [...(await readCommitted(kafka, group, raw)).values()].reduce<number>((sum, offset) => sum + (offset ?? 0), 0);

Deno.test("consume --rules judges by the file's rules, keeps them in the lake, and names them in dead letters", () =>
  usingWorld(address, async (world) => {
    await send(world, 40);
    const contract = `${world.cwd}/cold.json`;
    await Deno.writeTextFile(contract, '{"ranges":{"t":{"max":19}}}');
    const { code, stderr } = await runTask(world.cwd, [...world.consume, "--until-end", "--rules", contract]);
    assert.equal(code, 0, stderr);
    const rules = parseRuleSet(await Deno.readTextFile(contract)), version = ruleSetVersion(rules);
    const data = `${world.cwd}/data`;
    assert.equal(await Deno.readTextFile(`${data}/rules/${version}.json`), encodeRuleSet(rules));
    const versions = new Set<string>();
    await readTopic(world.kafka, world.dead, (messages) => {
      for (const { headers } of messages) {
        versions.add(new TextDecoder().decode(headers["airquality.reject.rule_set"]![0]));
      }
    });
    assert.deepEqual([...versions], [version]);
    const [rows] = await duck(
      `select count(*) filter (validation_notes not like 'out_of_range:t=20%') as others, count(*) as rows
      from read_parquet('${data}/silver/*/*.parquet')`,
    );
    assert.equal(Number(rows!.others), 0);
    assert.ok(Number(rows!.rows) > 0);
  }));

Deno.test("consume writes what was sent, forwards it, and ends at the end", () =>
  usingWorld(address, async (world) => {
    const sent = await send(world, 200);
    const { code, stderr } = await runTask(world.cwd, [...world.consume, "--until-end"]);
    assert.equal(code, 0, stderr);
    await assertExact(world, sent);
    const keys = new Set<string>();
    await readTopic(world.kafka, world.clean, (messages) =>
      messages.forEach(({ key }) =>
        keys.add(new TextDecoder().decode(key!))
      ));
    assert.deepEqual([...keys].sort(), ["s0", "s1", "s2", "s3", "s4"]);
  }));

Deno.test("consume goes on where a killed one was, at whatever moment that died", () =>
  usingWorld(address, async (world) => {
    const sent = await send(world, 2_000);
    const small = [...world.consume, "--batch-size", "97", "--session-timeout", "6s"];
    for (const rows of [1, 1_500, 4_000]) {
      const victim = startTask(world.cwd, small);
      await victim.until(`${rows} rows are committed`, async () => await committedRows(world) >= rows);
      await victim.signal("KILL");
      await victim.outcome;
    }
    const { code, stderr } = await runTask(world.cwd, [...world.consume, "--until-end"]);
    assert.equal(code, 0, stderr);
    await assertExact(world, sent);
  }));

Deno.test("consumers that join and leave share the work without losing or doubling any", () =>
  usingWorld(address, async (world) => {
    const slow = [...world.consume, "--batch-size", "50", "--session-timeout", "6s"];
    let sent = await send(world, 500);
    const first = startTask(world.cwd, slow);
    await first.until("the first is at work", async () => await committedRows(world) > 0);
    const second = startTask(world.cwd, slow);
    await second.until("the second has joined", () => /partitions assigned/.test(second.stderr()));
    sent += await send(world, 500, 3);
    await first.signal("INT");
    assert.equal((await first.outcome).code, 130);
    const third = startTask(world.cwd, slow);
    await third.until("all is committed", async () => await committedRows(world) === sent);
    for (const task of [second, third]) await task.signal("INT");
    await Promise.all([second.outcome, third.outcome]);
    await assertExact(world, sent);
  }));

Deno.test("consume refuses a topic that was deleted and made again, with all offsets gone, and leaves the lake as it is", () =>
  usingWorld(address, async (world) => {
    const { kafka, cwd, raw, clean, dead, consume } = world;
    await send(world, 60);
    assert.equal((await runTask(cwd, [...consume, "--until-end"])).code, 0);
    const before = await rowsOf(`${cwd}/data`);
    await recreateTopics(kafka, [raw, clean, dead], []);
    await send(world, 120);
    const { code, stderr } = await runTask(cwd, [...consume, "--until-end"]);
    assert.equal(code, 1);
    assert.match(stderr, /Cannot fill .* as the topic was deleted or created again: its id was/);
    assert.match(stderr, /start with another lake than/);
    assert.deepEqual(await rowsOf(`${cwd}/data`), before);
  }));

Deno.test("consume --max-messages ends after so many, and --no-forward leaves the topics empty", () =>
  usingWorld(address, async (world) => {
    await send(world, 100);
    const { code, stdout } = await runTask(world.cwd, [
      ...world.consume,
      "--max-messages",
      "120",
      "--no-forward",
      "--json",
    ]);
    assert.equal(code, 0);
    assert.equal(JSON.parse(stdout.trim().split("\n").at(-1)!).committedRows, 120);
    for (const topic of [world.clean, world.dead]) {
      assert.ok([...(await readBounds(world.kafka, topic)).values()].every(({ high }) => high === 0));
    }
  }));

Deno.test("createPublisher() chunks what is too much for one batch, and keeps the order of each key", () =>
  usingWorld(address, async ({ kafka, raw }) => {
    const publisher = await createPublisher(kafka, raw, 3);
    const random = () => crypto.getRandomValues(new Uint8Array(50_000)).toBase64();
    const messages = Array.from(
      { length: 100 },
      (_, index) => ({ key: `k${index % 4}`, value: `${index} ${random()}` }),
    );
    await Promise.all([publisher.publish(messages.slice(0, 50)), publisher.publish(messages.slice(50))]);
    await publisher.close();
    const orders = new Map<string, number[]>();
    await readTopic(kafka, raw, (read) => {
      for (const { key, value } of read) {
        const name = new TextDecoder().decode(key!);
        orders.set(name, [...orders.get(name) ?? [], parseInt(new TextDecoder().decode(value!))]);
      }
    });
    assert.equal([...orders.values()].flat().length, 100);
    for (const order of orders.values()) assert.deepEqual(order, order.toSorted((a, b) => a - b));
  }));

Deno.test("createPublisher() says which message the broker refused, and then sends nothing more", () =>
  usingWorld(address, async ({ kafka, raw }) => {
    const publisher = await createPublisher(kafka, raw, 3);
    const value = crypto.getRandomValues(new Uint8Array(60_000)).toBase64().repeat(1) +
      Array.from({ length: 30 }, () => crypto.getRandomValues(new Uint8Array(60_000)).toBase64()).join("");
    await assert.rejects(publisher.publish([{ key: "k", value }]), { code: "message_refused" });
    await assert.rejects(publisher.publish([{ key: "k", value: "small" }]), { code: "message_refused" });
    await publisher.close();
  }));

Deno.test("openTransactor() fences the one before it, whose open transaction is then gone", () =>
  usingWorld(address, async ({ kafka, raw, clean, group }) => {
    const id = { groupId: group, topic: raw, partition: 0 };
    const older = await openTransactor(kafka, id);
    const sends = [...encodeSends(clean, keyPartitioner(clean, 3), [{ key: "k", value: "1" }])];
    const body = { sends, nextOffset: 0 };
    await older.commit(body);
    const newer = await openTransactor(kafka, id);
    await assert.rejects(older.commit(body), { code: "fenced" });
    await newer.commit({ sends: [] });
    await newer.commit(body);
    await newer.commit({ sends: [] }); // taken only when the one before it is in the topics
    let messages = 0;
    await readTopic(kafka, clean, (read) => void (messages += read.length));
    assert.equal(messages, 2);
    assert.equal((await readCommitted(kafka, group, raw)).get(0), 0);
    await Promise.all([older.close(), newer.close()]);
  }));

Deno.test("readTopic() names a topic that is not there", async () => {
  await assert.rejects(readTopic(connectKafka({ brokers: [address] }), "no.such.topic", () => {}), {
    code: "topic_mismatch",
  });
});
