import assert from "node:assert/strict";
import { createPublisher, openTransactor, readBounds, readCommitted } from "../../pipeline/broker/mod.ts";
import { digestLake, openFiles, readLake } from "../../pipeline/lake/mod.ts";
import { compactRun, proveRun } from "../../pipeline/sink/mod.ts";
import { SAMPLE } from "../../pipeline/source/mod.ts";
import { readingOf } from "../support/fake_partition.ts";
import { sharedBroker } from "../support/kafka.ts";
import { rowsOf } from "../support/lake.ts";
import { runTask, startTask } from "../support/task.ts";
import { usingWorld, type World } from "../support/world.ts";

const address = await sharedBroker();
const SAMPLE_CSV = decodeURIComponent(new URL(`../../data/sample/${SAMPLE.name}`, import.meta.url).pathname);
const REAL_CSV = Deno.env.get("AIR_QUALITY_CSV");

async function succeed(cwd: string, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runTask(cwd, args);
  assert.equal(code, 0, `${args.join(" ")}\n${stdout}\n${stderr}`);
  return stdout;
}

/** Flags of `consume` for a lake that forwards nothing, so that one topic can fill several lakes. */
const consumeFlags = ({ raw }: World, lake: string) => [
  ...["--bootstrap", address, "--in-topic", raw, "--group-id", `${raw}.${lake}`, "--out-dir", lake, "--no-forward"],
  ...["--session-timeout", "6s"],
];
const lakeFlags = ({ raw }: World, lake: string) => [
  ...["--bootstrap", address, "--raw-topic", raw, "--group-id", `${raw}.${lake}`, "--out-dir", lake],
];

async function assertExact({ kafka, cwd, raw }: World, lake: string, rows: number): Promise<void> {
  const proof = await proveRun(kafka, {
    lake: `${cwd}/${lake}`,
    groupId: `${raw}.${lake}`,
    rawTopic: raw,
    cleanTopic: null,
    deadLetterTopic: null,
    fileLines: null,
  });
  assert.deepEqual(proof.checks.filter(({ holds }) => !holds), []);
  assert.equal(proof.counts.accepted + proof.counts.rejected, rows);
}

const silverFiles = (lake: string) => readLake(lake, ["silver"], ({ files }) => files("silver"));

async function send({ kafka, raw }: World, hours: number): Promise<number> {
  const publisher = await createPublisher(kafka, raw, 3);
  for (const key of ["s0", "s1", "s2", "s3"]) {
    const messages = Array.from({ length: hours }, (_, hour) => ({ key, value: JSON.stringify(readingOf(hour, key)) }));
    await publisher.publish(messages);
  }
  await publisher.close();
  return 4 * hours;
}

Deno.test(`compact and prove --digest give the ${REAL_CSV ? "real file" : "sample"}'s lake one file a date and one digest, however it was consumed`, () =>
  usingWorld(address, async (world) => {
    const { cwd, raw, kafka } = world;
    await succeed(cwd, [
      ...["produce", "--bootstrap", address, "--topic", raw, "--csv", REAL_CSV ?? SAMPLE_CSV, "--speedup", "max"],
    ]);
    const digests = new Set<string>();
    for (
      const { lake, batch, consumers } of [
        { lake: "small", batch: "100", consumers: 1 },
        { lake: "large", batch: "20000", consumers: 2 },
      ]
    ) {
      const consume = ["consume", ...consumeFlags(world, lake), "--batch-size", batch, "--until-end"];
      await Promise.all(Array.from({ length: consumers }, () => succeed(cwd, consume)));
      const { dates, filesAfter } = JSON.parse(await succeed(cwd, ["compact", ...lakeFlags(world, lake), "--json"]));
      assert.equal(filesAfter, dates.length);
      if (REAL_CSV !== undefined) assert.equal(dates.length, 391);
      assert.match(await succeed(cwd, ["compact", ...lakeFlags(world, lake)]), /^0 dates merged/);
      const produced = [...(await readBounds(kafka, raw)).values()].reduce((sum, { high }) => sum + high, 0);
      await assertExact(world, lake, produced);
      const files = await silverFiles(`${cwd}/${lake}`);
      assert.equal(new Set(files.map(({ partitionValue }) => partitionValue)).size, dates.length);
      assert.equal(files.length, dates.length);
      digests.add(await succeed(cwd, ["prove", "--digest", "--out-dir", lake]));
    }
    assert.equal(digests.size, 1);
    assert.match([...digests][0]!, /^[0-9a-f]{64}\n$/);
  }));

Deno.test("compactRun() in a loop while consumers write, die and join leaves the lake that one consumer makes", () =>
  usingWorld(address, async (world) => {
    const { kafka, cwd, raw } = world;
    const sent = await send(world, 800);
    const committedRows = async () =>
      [...(await readCommitted(kafka, `${raw}.busy`, raw)).values()].reduce<number>((sum, at) => sum + (at ?? 0), 0);
    const busy = ["consume", ...consumeFlags(world, "busy"), "--batch-size", "37"];
    await Deno.mkdir(`${cwd}/busy`);
    const options = { lake: `${cwd}/busy`, groupId: `${raw}.busy`, rawTopic: raw, vacuumBeforeMs: 0 };
    const compact = () => compactRun(kafka, options);
    let victim = startTask(cwd, busy), kills = 0, folded = 0;
    const joined = startTask(cwd, busy);
    for (let rows = 0; rows < sent; rows = await committedRows()) {
      folded += (await compact()).dates.length;
      if (rows < 600 * (kills + 1) || kills === 2) continue;
      kills++;
      await victim.signal("KILL");
      await victim.outcome;
      victim = startTask(cwd, busy);
    }
    for (const task of [victim, joined]) await task.signal("INT");
    for (const task of [victim, joined]) assert.equal((await task.outcome).code, 130, task.stderr());
    assert.ok(kills > 0 && folded > 34, `${kills} kills, ${folded} dates folded`);
    await compact();
    await assertExact(world, "busy", sent);

    await succeed(cwd, ["consume", ...consumeFlags(world, "calm"), "--until-end"]);
    await succeed(cwd, ["compact", ...lakeFlags(world, "calm")]);
    assert.equal(await digestLake(`${cwd}/busy`), await digestLake(`${cwd}/calm`));
  }));

Deno.test("consume says what it reads again when the group's offset was moved back, and replaces it in a compacted lake", () =>
  usingWorld(address, async (world) => {
    const { kafka, cwd, raw } = world;
    const sent = await send(world, 100);
    const consume = ["consume", ...consumeFlags(world, "lake"), "--until-end"];
    await succeed(cwd, consume);
    await succeed(cwd, ["compact", ...lakeFlags(world, "lake")]);
    const before = await rowsOf(`${cwd}/lake`), digest = await digestLake(`${cwd}/lake`);
    for (const [partition, { high }] of await readBounds(kafka, raw)) {
      if (high === 0) continue;
      const transactor = await openTransactor(kafka, { groupId: `${raw}.lake`, topic: raw, partition });
      await transactor.commit({ sends: [], nextOffset: Math.floor(high / 2) });
      await transactor.close();
    }
    const { code, stderr } = await runTask(cwd, consume);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /taken out and read again/);
    assert.deepEqual(await rowsOf(`${cwd}/lake`), before);
    assert.ok((await silverFiles(`${cwd}/lake`)).some(({ path }) => !path.includes("compacted")));
    await succeed(cwd, ["compact", ...lakeFlags(world, "lake")]);
    assert.equal(await digestLake(`${cwd}/lake`), digest);
    await assertExact(world, "lake", sent);
  }));

Deno.test("compact refuses another group's lake, and removes replaced files when --keep-for is over", () =>
  usingWorld(address, async (world) => {
    const { cwd } = world;
    await send(world, 30);
    await succeed(cwd, ["consume", ...consumeFlags(world, "lake"), "--until-end"]);
    const flags = lakeFlags(world, "lake");
    const refused = await runTask(cwd, ["compact", ...flags, "--group-id", "another"]);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /belongs to another group/);

    const onDisk = async () =>
      (await Array.fromAsync(openFiles(`${cwd}/lake`).list("silver/"))).filter(({ key }) => key.endsWith(".parquet"));
    await succeed(cwd, ["compact", ...flags]);
    const listed = (await silverFiles(`${cwd}/lake`)).length;
    assert.ok((await onDisk()).length > listed);
    await succeed(cwd, ["compact", ...flags, "--keep-for", "0s"]);
    assert.equal((await onDisk()).length, listed);
  }));
