import assert from "node:assert/strict";
import { readBounds } from "../../pipeline/broker/mod.ts";
import { readRuns, type RunFacts } from "../../pipeline/facts/mod.ts";
import { proveRun } from "../../pipeline/sink/mod.ts";
import { countLines, SAMPLE } from "../../pipeline/source/mod.ts";
import { sharedBroker } from "../support/kafka.ts";
import { runTask, startTask } from "../support/task.ts";
import { usingWorld, type World } from "../support/world.ts";

const SAMPLE_CSV = decodeURIComponent(new URL(`../../data/sample/${SAMPLE.name}`, import.meta.url).pathname);
const address = await sharedBroker();

/** `produce` of the sample into the raw topic. */
const produceOf = ({ raw }: World) => ["produce", "--bootstrap", address, "--topic", raw, "--csv", SAMPLE_CSV];

const messagesIn = async ({ kafka, raw }: World) =>
  [...(await readBounds(kafka, raw)).values()].reduce((sum, { high }) => sum + high, 0);

async function produceJson(world: World, ...args: string[]): Promise<RunFacts & { stderr: string }> {
  const { code, stdout, stderr } = await runTask(world.cwd, [
    ...produceOf(world),
    "--speedup",
    "max",
    "--json",
    ...args,
  ]);
  assert.equal(code, 0, stderr);
  return { ...JSON.parse(stdout), stderr };
}

Deno.test("produce --resume goes on where a killed one was, at whatever moment that died, without gap or copy", () =>
  usingWorld(address, async (world) => {
    const { kafka, cwd, group, raw, clean, dead, consume } = world;
    const produce = produceOf(world);
    for (const messages of [1, 2_500, 5_000]) {
      const victim = startTask(cwd, [...produce, "--resume", "--rate", "2000"]);
      await victim.until(`${messages} messages are there`, async () => await messagesIn(world) >= messages);
      await victim.signal("KILL");
      await victim.outcome;
    }
    const { run, stderr, ...facts } = await produceJson(world, "--resume");
    assert.match(stderr, new RegExp(`run ${run} continues after line \\d{4}`));
    assert.match(run, new RegExp(`-${SAMPLE.sha256.slice(0, 12)}$`));
    assert.deepEqual([facts.dataLines, facts.blankLines, facts.produced, facts.partial], [8_801, 40, 8_761, false]);
    assert.equal(await messagesIn(world), 8_761);

    const consumed = await runTask(cwd, [...consume, "--until-end"]);
    assert.equal(consumed.code, 0, consumed.stderr);
    const { holds, counts, checks } = await proveRun(kafka, {
      lake: `${cwd}/data`,
      groupId: group,
      rawTopic: raw,
      cleanTopic: clean,
      deadLetterTopic: dead,
      fileLines: await countLines(SAMPLE_CSV),
    });
    assert.ok(holds, JSON.stringify(checks.filter((check) => !check.holds)));
    assert.deepEqual([counts.produced, counts.accepted + counts.rejected], [8_761, 8_761]);
  }));

Deno.test("produce says that the topic holds the file already, and sends it again only when told so", () =>
  usingWorld(address, async (world) => {
    const { cwd, raw } = world;
    const produce = produceOf(world);
    const first = await produceJson(world, "--limit", "100");
    const refused = await runTask(cwd, [...produce, "--speedup", "max"]);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, new RegExp(`Cannot send .* to ${raw} as run ${first.run} has already sent it`));
    assert.match(refused.stderr, /--resume.*--again/);
    assert.equal(await messagesIn(world), 100);

    const rest = await produceJson(world, "--resume");
    assert.deepEqual([rest.run, rest.produced], [first.run, 8_761]);
    const complete = await produceJson(world, "--resume");
    assert.match(complete.stderr, /was already complete/);
    assert.equal(complete.produced, 8_761);
    assert.equal(await messagesIn(world), 8_761);

    const again = await produceJson(world, "--again");
    assert.notEqual(again.run, first.run);
    assert.equal(await messagesIn(world), 2 * 8_761);
    assert.deepEqual((await readRuns(`${cwd}/data`)).map(({ run }) => run), [first.run, again.run]);
  }));

Deno.test("produce refuses flags that contradict each other, all at once", () =>
  usingWorld(address, async (world) => {
    const { cwd } = world, produce = produceOf(world);
    const { code, stderr } = await runTask(cwd, [...produce, "--resume", "--again", "--loop"]);
    assert.equal(code, 2);
    for (const flag of ["again", "loop"]) assert.match(stderr, new RegExp(`--resume and --${flag}: expected one`));
  }));
