import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createPublisher, createTopics, keyPartitioner, readBounds, readCommitted } from "../../pipeline/broker/mod.ts";
import { csv } from "../support/csv.ts";
import { readingOf } from "../support/fake_partition.ts";
import { sharedBroker } from "../support/kafka.ts";
import { rowsOf } from "../support/lake.ts";
import { runTask, startTask } from "../support/task.ts";
import { usingWorld, type World } from "../support/world.ts";

/** What people report of clusters, folders and files that change; each case is named after its input in ../shared/wild. */
const address = await sharedBroker();

const task = (world: World, name: string, ...args: string[]) =>
  runTask(world.cwd, [name, ...(name === "report" ? [] : ["--bootstrap", address]), ...args]);
const consume = ({ cwd, consume }: World) => runTask(cwd, [...consume, "--until-end"]);
const names = ({ raw, clean, dead, group }: World) => [
  ...["--raw-topic", raw, "--clean-topic", clean, "--dlq-topic", dead, "--group-id", group],
];
const prove = (world: World) => task(world, "prove", ...names(world));
const doctor = (world: World) => task(world, "doctor", ...names(world));
const lakeOf = ({ cwd }: World) => `${cwd}/data`;

async function send({ kafka, raw }: World, hours: readonly number[], station = "s", partitions = 3): Promise<void> {
  const publisher = await createPublisher(kafka, raw, partitions);
  await publisher.publish(
    hours.map((hour) => ({ key: station, value: JSON.stringify(readingOf(hour, station)) })),
  );
  await publisher.close();
}

/** Hours without those that readingOf() spoils. */
const sound = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => from + at).filter((hour) => hour % 10 !== 9);

/** Copies a folder in the way that a person puts a backup back: what is there goes first. */
async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.remove(to, { recursive: true }).catch(() => {});
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(`${from}/${name}`, `${to}/${name}`);
    else await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    found.push(...isDirectory ? await filesBelow(`${folder}/${name}`) : [`${folder}/${name}`]);
  }
  return found;
}

const HOURS = 3_000;
/** A file of several blocks, the same length whatever the values of NO2. */
const yearOf = (no2: number) =>
  csv(
    "Date;Time;CO(GT);NO2(GT);T;RH;AH",
    ...Array.from({ length: HOURS }, (_, hour) => {
      const [date, time] = new Date(Date.UTC(2023, 0, 1, hour)).toISOString().split("T") as [string, string];
      const [year, month, day] = date.split("-");
      return `${day}/${month}/${year};${time.slice(0, 2)}.00.00;2,${hour % 10};${no2 + hour % 50};1${hour % 10},5;4${
        hour % 7
      },1;0,7${hour % 100 + 100}`;
    }),
  );

/** Replays a file and changes it once the first readings are in the topic. */
async function replayChanging(world: World, change: (path: string) => Promise<void>) {
  const path = `${world.cwd}/year.csv`;
  await Deno.writeTextFile(path, yearOf(100));
  const produce = ["produce", "--bootstrap", address, "--topic", world.raw, "--csv", path, "--rate", "1000"];
  const running = startTask(world.cwd, produce);
  const sent = async () => [...(await readBounds(world.kafka, world.raw)).values()].some(({ high }) => high > 0);
  await running.until("the first readings are sent", sent);
  await change(path);
  return await running.outcome;
}

const WILD: Record<string, (world: World) => Promise<void>> = {
  async "partitions_added.sh: readings that come again by another partition are found, and no report calls the lake good"(
    world,
  ) {
    const { kafka, raw } = world;
    const station = Array.from({ length: 20 }, (_, n) => `s${n}`)
      .find((key) => keyPartitioner(raw, 3)({ key, value: null }) !== keyPartitioner(raw, 6)({ key, value: null }))!;
    await send(world, sound(0, 24), station);
    assert.equal((await consume(world)).code, 0);
    const admin = kafka.admin();
    await admin.connect();
    await admin.createPartitions({ topicPartitions: [{ topic: raw, count: 6 }] });
    await admin.disconnect();
    await send(world, sound(0, 24), station, 6);
    assert.equal((await consume(world)).code, 0);
    const { code, stdout } = await prove(world);
    assert.equal(code, 1);
    assert.match(stdout, /FAIL +readings of a station and timestamp that silver has again = 0 +22 ≠ 0/);
    await task(world, "report", "--report-dir", "reports");
    const text = await Deno.readTextFile(`${world.cwd}/reports/quality.md`);
    assert.match(text, /readings of a station and timestamp that silver has again/);
    assert.doesNotMatch(text, /^\*\*Good/m);
    assert.match((await doctor(world)).stdout, /has 6 partitions, 3 are expected/);
  },

  async "apple_double.sh: ._ companions of every file are no part of the lake, and doctor names them"(world) {
    await send(world, sound(0, 24));
    assert.equal((await consume(world)).code, 0);
    for (const path of await filesBelow(lakeOf(world))) {
      await Deno.writeTextFile(path.replace(/[^/]+$/, "._$&"), "\0\x05\x16\x07\0\x02\0\0Mac OS X        ");
    }
    assert.equal((await prove(world)).code, 0);
    const exported = await runTask(world.cwd, ["export", "--out", "lake.csv"]);
    assert.equal(exported.code, 0, exported.stderr);
    assert.equal((await Deno.readTextFile(`${world.cwd}/lake.csv`)).trim().split("\n").length, 1 + 22);
    assert.equal((await task(world, "report", "--report-dir", "reports")).code, 0);
    await send(world, sound(24, 48));
    assert.equal((await consume(world)).code, 0);
    assert.equal((await rowsOf(lakeOf(world))).length, 44);
    assert.match((await doctor(world)).stdout, /lake +in data: silver\/.*\/\._.*\.parquet/);
  },

  async "lake_restored.sh: a lake put back from a copy, or emptied, is refused, doctor says so, and nothing is committed"(
    world,
  ) {
    const lake = lakeOf(world), committed = async () => [...await readCommitted(world.kafka, world.group, world.raw)];
    await send(world, sound(0, 24));
    assert.equal((await consume(world)).code, 0);
    await copyFolder(lake, `${world.cwd}/copy`);
    await send(world, sound(30, 60));
    assert.equal((await consume(world)).code, 0);
    const before = await committed();
    const assertRefused = async () => {
      await send(world, sound(60, 70));
      const { code, stderr } = await consume(world);
      assert.equal(code, 1);
      assert.match(stderr, /was restored from an older copy/);
      assert.deepEqual(await committed(), before);
      assert.match(
        (await doctor(world)).stdout,
        /Cannot read _manifests\/.*: expected what the committed offset names, got no file/,
      );
      assert.equal((await prove(world)).code, 1);
    };
    await copyFolder(`${world.cwd}/copy`, lake);
    await assertRefused();
    assert.equal((await rowsOf(lake)).length, 22);
    await Deno.remove(lake, { recursive: true });
    await assertRefused();
  },

  async "retention between two runs: prove counts what is older than the topics apart, as text and JSON"(world) {
    const { kafka, raw, clean } = world;
    await send(world, sound(0, 30));
    assert.equal((await consume(world)).code, 0);
    const admin = kafka.admin();
    await admin.connect();
    for (const topic of [raw, clean]) {
      for (const { partition, high } of await admin.fetchTopicOffsets(topic)) {
        if (Number(high) > 0) await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: "20" }] });
      }
    }
    await admin.disconnect();
    await send(world, sound(30, 40));
    assert.equal((await consume(world)).code, 0);
    const { code, stdout } = await prove(world);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /\nRetention: 20 rows of the lake are older than the raw topic, and 20 clean messages and 0 /);
    const json = JSON.parse((await task(world, "prove", ...names(world), "--json")).stdout);
    assert.deepEqual(json.counts.noLongerKept, { rawMessages: 20, cleanMessages: 20, deadLetters: 0 });
  },

  async "csv_replaced.sh: a file that is corrected while it is replayed ends the run, and no facts of it are kept"(
    world,
  ) {
    const { code, stderr } = await replayChanging(world, (path) => Deno.writeTextFile(path, yearOf(600)));
    assert.equal(code, 1, stderr);
    assert.match(stderr, /year\.csv/);
    assert.match(stderr, /other bytes|expected \d+ bytes|changed/);
    assert.equal(existsSync(`${lakeOf(world)}/runs`), false);
  },

  async "csv_grows.sh: a file that grows while it is replayed ends the run, and no facts of it are kept"(world) {
    const { code, stderr } = await replayChanging(
      world,
      (path) => Deno.writeTextFile(path, "01/01/2024;00.00.00;2,1;100;11,5;41,1;0,7100\r\n", { append: true }),
    );
    assert.equal(code, 1, stderr);
    assert.match(stderr, /year\.csv.*expected \d+ bytes/s);
    assert.equal(existsSync(`${lakeOf(world)}/runs`), false);
  },

  async "small_max_message_bytes.sh: a topic that takes 5,000 bytes a batch gets smaller ones"(world) {
    const raw = `${world.group}.small`;
    await createTopics(world.kafka, [{ name: raw, config: { "max.message.bytes": "5000" } }]);
    await Deno.writeTextFile(`${world.cwd}/year.csv`, yearOf(100));
    const sent = await task(world, "produce", "--topic", raw, "--csv", "year.csv", "--speedup", "max");
    assert.equal(sent.code, 0, sent.stderr);
    const ends = [...(await readBounds(world.kafka, raw)).values()];
    assert.equal(ends.reduce((sum, { high }) => sum + high, 0), HOURS);
  },

  async "contract_bom.json: consume takes a rule file that begins with a byte order mark"(world) {
    await send(world, sound(0, 5));
    await Deno.writeTextFile(`${world.cwd}/rules.json`, '\ufeff{ "ranges": { "nox_gt": { "max": 2000 } } }');
    const { code, stderr } = await runTask(world.cwd, [...world.consume, "--until-end", "--rules", "rules.json"]);
    assert.equal(code, 0, stderr);
    assert.equal((await rowsOf(lakeOf(world))).length, 5);
  },
};

for (const [name, work] of Object.entries(WILD)) {
  Deno.test(`wild: ${name}`, () => usingWorld(address, work));
}
