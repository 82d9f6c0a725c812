import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { createPublisher, listTopics, readTopic, type TransactionStep } from "../../pipeline/broker/mod.ts";
import { peekLetters, redrive, type RedriveOptions, summarizeLetters } from "../../pipeline/dlq/mod.ts";
import { parseRuleSet } from "../../pipeline/reading/mod.ts";
import { proveRun } from "../../pipeline/sink/mod.ts";
import { textReading } from "../dlq/fixture.ts";
import { runRedrive } from "../dlq/redrive_process.ts";
import { KILLED } from "../fault/compactor_process.ts";
import { sharedBroker } from "../support/kafka.ts";
import { runTask } from "../support/task.ts";
import { usingWorld, type World } from "../support/world.ts";

const address = await sharedBroker();
const root = fileURLToPath(new URL("../..", import.meta.url));
const CONTRACT = '{"numericText":true}';
const LOOSE = parseRuleSet(CONTRACT);

/** Of several partitions. */
const STATIONS = ["a", "b", "c", "d"];

/** Hourly readings of some stations, every other hour with text for a number, and one message that nobody can read. */
async function send({ kafka, raw }: World, hours: number): Promise<void> {
  const publisher = await createPublisher(kafka, raw, 3);
  const readings = Array.from({ length: hours }, (_, hour) =>
    STATIONS.map((station) => {
      const reading = { ...textReading(hour, station), ...(hour % 2 === 0 ? {} : { co_gt: 1.5 }) };
      return { key: station, value: JSON.stringify(reading), timestampMs: hour, headers: { "airquality.run": "r" } };
    }));
  await publisher.publish([...readings.flat(), { key: null, value: "{", partition: 1, timestampMs: hours }]);
  await publisher.close();
}

async function consume(world: World, ...more: string[]): Promise<void> {
  const { code, stderr } = await runTask(world.cwd, [...world.consume, "--until-end", ...more]);
  assert.equal(code, 0, stderr);
}

/** What the task `dlq` prints. */
async function dlq(world: World, ...more: string[]): Promise<string> {
  const topics = ["--bootstrap", address, "--raw-topic", world.raw, "--dlq-topic", world.dead];
  const { code, stdout, stderr } = await runTask(world.cwd, ["dlq", ...more, ...topics]);
  assert.equal(code, 0, stderr);
  return stdout;
}

async function counts(world: World) {
  const proof = await proveRun(world.kafka, {
    lake: `${world.cwd}/data`,
    groupId: world.group,
    rawTopic: world.raw,
    cleanTopic: world.clean,
    deadLetterTopic: world.dead,
    fileLines: null,
  });
  assert.ok(proof.holds, JSON.stringify(proof.checks.filter(({ holds }) => !holds)));
  const { accepted, rejected, redriven } = proof.counts;
  return { accepted, rejected, redriven };
}

/** The dead letters that messages of the raw topic went back from, sorted. */
async function origins({ kafka, raw }: World): Promise<string[]> {
  const found: string[] = [];
  await readTopic(kafka, raw, (messages) => {
    for (const { headers } of messages) {
      const origin = headers["airquality.redrive.origin"]?.[0];
      if (origin !== undefined) found.push(new TextDecoder().decode(origin));
    }
  });
  return found.sort();
}

const optionsOf = ({ raw, dead }: World, go: boolean): RedriveOptions => ({
  rawTopic: raw,
  deadLetterTopic: dead,
  rules: LOOSE,
  filter: {},
  go,
});

Deno.test("dlq shows, counts and returns what a contract accepts, each once, and prove holds", () =>
  usingWorld(address, async (world) => {
    await send(world, 100);
    await consume(world);
    assert.deepEqual(await counts(world), { accepted: 200, rejected: 201, redriven: 0 });
    await Deno.writeTextFile(`${world.cwd}/rules.json`, CONTRACT);

    const peeked = JSON.parse(await dlq(world, "peek", "--last", "5", "--rule", "schema_violation", "--json"));
    assert.deepEqual(peeked.map(({ ts }: { ts: string }) => ts), [
      "2004-03-14T00:00:00Z",
      ...new Array(4).fill("2004-03-14T02:00:00Z"),
    ]);
    assert.match(await dlq(world, "peek", "--rule", "not_json"), /not_json: \{ +\{/);
    const summary = JSON.parse(await dlq(world, "summary", "--json"));
    assert.deepEqual([summary.letters, summary.together], [201, [[1, 0], [0, 200]]]);
    assert.deepEqual(summary.days[0], { date: "2004-03-10", letters: 48 });

    const dry = await dlq(world, "redrive", "--rules", "rules.json");
    assert.match(dry, /rejected before +accepted now +not_json\nnot_json +0 +1\nschema_violation +200 +0\n/);
    assert.match(dry, /nothing was sent: 200 would return/);
    assert.deepEqual(await origins(world), []);
    assert.match(await dlq(world, "redrive"), /schema_violation +0 +0 +200\n/);

    assert.match(await dlq(world, "redrive", "--rules", "rules.json", "--go", "--limit", "3"), /^3 returned/m);
    const go = await dlq(world, "redrive", "--rules", "rules.json", "--go");
    assert.match(go, /3 returned before/);
    assert.match(go, /^197 returned in .* consumer must use the same rules, .*--rules rules\.json/m);
    await consume(world, "--rules", "rules.json");
    assert.deepEqual(await counts(world), { accepted: 400, rejected: 201, redriven: 200 });
    assert.match(await dlq(world, "redrive", "--rules", "rules.json", "--go"), /^0 returned in/m);
    assert.equal(new Set(await origins(world)).size, 200);
  }));

Deno.test("redrive() returns key, value, timestamp and headers as they first were", () =>
  usingWorld(address, async (world) => {
    await send(world, 4);
    await consume(world);
    await redrive(world.kafka, optionsOf(world, true), {});
    const seen = new Map<string, unknown[]>();
    await readTopic(world.kafka, world.raw, (messages) => {
      for (const { partition, key, value, timestampMs, headers } of messages) {
        const run = new TextDecoder().decode(headers["airquality.run"]?.[0]);
        const text = new TextDecoder().decode(value!);
        const whole = { partition, key: key && new TextDecoder().decode(key), timestampMs, run };
        seen.set(text, [...seen.get(text) ?? [], whole]);
        if (headers["airquality.redrive.origin"] === undefined) continue;
        assert.deepEqual(Object.keys(headers).sort(), [
          "airquality.redrive.hops",
          "airquality.redrive.origin",
          "airquality.run",
        ]);
      }
    });
    const twice = [...seen.values()].filter((each) => each.length === 2);
    assert.equal(twice.length, 8);
    for (const [first, second] of twice) assert.deepEqual(second, first);
  }));

/** One after the other: each goes on with what those before have not committed. The last steps are those after all was sent. */
const DEATHS: [TransactionStep, number][] = [
  ["begin", 1],
  ["send", 1],
  ["offsets", 1],
  ["commit", 1],
  ["commit", 2],
  ["commit", 3],
];

Deno.test("redrive() returns each letter once though it is killed at every step of a transaction", () =>
  usingWorld(address, async (world) => {
    await send(world, 60);
    await consume(world);
    const options = optionsOf(world, true);
    assert.equal((await redrive(world.kafka, { ...options, limit: 30 }, {})).sent, 30);
    for (const [step, pass] of DEATHS) {
      const trap = { step, pass, signal: "KILL" } as const;
      const { code, stderr } = await runRedrive(root, { address, options, contract: CONTRACT, trap });
      assert.equal(code, KILLED, `${step} #${pass}: ${stderr}`);
    }
    const { sent, redriven } = await redrive(world.kafka, options, {});
    assert.equal(sent + redriven, 120);
    const found = await origins(world);
    assert.deepEqual([found.length, new Set(found).size], [120, 120]);
  }));

Deno.test("redrive() returns each letter once though two run at once", () =>
  usingWorld(address, async (world) => {
    await send(world, 60);
    await consume(world);
    const options = optionsOf(world, true);
    const outcomes = await Promise.allSettled([
      redrive(world.kafka, options, {}),
      redrive(world.kafka, options, {}),
      redrive(world.kafka, options, {}),
    ]);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") assert.equal(outcome.reason.code, "fenced", String(outcome.reason));
    }
    await redrive(world.kafka, options, {});
    const found = await origins(world);
    assert.deepEqual([found.length, new Set(found).size], [120, 120]);
  }));

Deno.test("redrive() parks a message that was rejected again three times, and prove holds all the way", () =>
  usingWorld(address, async (world) => {
    await send(world, 2);
    await consume(world);
    for (const hop of [1, 2, 3]) {
      assert.equal((await redrive(world.kafka, optionsOf(world, true), {})).sent, 4);
      await consume(world); // by the rules that rejected it
      assert.deepEqual(await counts(world), { accepted: 4, rejected: 5 + 4 * hop, redriven: 4 * hop });
    }
    const { sent, parked, candidates, redriven } = await redrive(world.kafka, optionsOf(world, true), {});
    assert.deepEqual({ sent, parked, candidates, redriven }, { sent: 0, parked: 4, candidates: 0, redriven: 12 });
    const [last] = await peekLetters(world.kafka, world.dead, { last: 1, rule: "schema_violation" });
    assert.equal(last!.hops, 3);
  }));

Deno.test("dlq names a dead-letter topic that is not there", () =>
  usingWorld(address, async (world) => {
    const gone = "no.such.topic";
    assert.ok(!(await listTopics(world.kafka)).includes(gone));
    const rejected = { code: "topic_mismatch" };
    await assert.rejects(peekLetters(world.kafka, gone, { last: 1 }), rejected);
    await assert.rejects(summarizeLetters(world.kafka, gone, {}), rejected);
    await assert.rejects(redrive(world.kafka, { ...optionsOf(world, false), deadLetterTopic: gone }, {}), rejected);
  }));
