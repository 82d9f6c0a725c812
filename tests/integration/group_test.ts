import assert from "node:assert/strict";
import {
  describeGroup,
  listGroups,
  offsetsAt,
  openTransactor,
  planReset,
  readCommitted,
  readLag,
  resetGroup,
  type ResetTarget,
} from "../../pipeline/broker/mod.ts";
import { csv, HEADER } from "../support/csv.ts";
import { assertTold } from "../support/failed_task.ts";
import { sharedBroker } from "../support/kafka.ts";
import { rowsOf } from "../support/lake.ts";
import { runTask, startTask } from "../support/task.ts";
import { usingWorld, type World } from "../support/world.ts";

const address = await sharedBroker();

const HOURS = 8;
const ROWS = Array.from({ length: HOURS }, (_, hour) => `10/03/2004;0${hour}.00.00;2,6;113;13,6;;`);

/** Eight readings of one station, all on one partition, consumed and committed. */
async function usingConsumed(work: (world: World, partition: number) => Promise<void>): Promise<void> {
  await usingWorld(address, async (world) => {
    await Deno.writeTextFile(`${world.cwd}/rows.csv`, csv(HEADER, ...ROWS));
    const produce = ["produce", "--bootstrap", address, "--topic", world.raw, "--csv", "rows.csv", "--speedup", "max"];
    await succeed(world.cwd, produce);
    await succeed(world.cwd, [...world.consume, "--until-end", "--batch-size", "2"]);
    const [used] = (await readLag(world.kafka, world.group)).filter(({ committed }) => committed === HOURS);
    await work(world, used!.partition);
  });
}

async function succeed(cwd: string, args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runTask(cwd, args);
  assert.equal(code, 0, `${args.join(" ")}\n${stdout}${stderr}`);
  return stdout;
}

const groupArgs = ({ group, raw }: World, action: string, ...more: string[]) => [
  ...["group", action, "--bootstrap", address, "--group-id", group, ...(action === "list" ? [] : ["--topic", raw])],
  ...more,
];

Deno.test("group moves offsets only with --yes and without members, and the lake has each row once after it", () =>
  usingConsumed(async (world, partition) => {
    const { kafka, cwd, group, raw } = world;
    assert.match(await succeed(cwd, groupArgs(world, "lag")), /lag 0 offsets in all/);
    assert.match(await succeed(cwd, groupArgs(world, "describe")), new RegExp(`group ${group}: Empty`));
    assert.ok((await succeed(cwd, groupArgs(world, "list"))).split("\n").includes(group));
    const before = await rowsOf(`${cwd}/data`);
    assert.equal(before.length, HOURS);

    const shown = await succeed(cwd, groupArgs(world, "reset", "--to", "3"));
    assert.match(shown, /nothing was changed; --yes/);
    assert.match(shown, /writes them again/);
    assert.equal((await readCommitted(kafka, group, raw)).get(partition), HOURS);

    const running = startTask(cwd, world.consume);
    await running.until("it has joined", async () => (await describeGroup(kafka, group)).members.length === 1);
    const refused = await runTask(cwd, groupArgs(world, "reset", "--to", "3", "--yes"));
    assertTold(refused, 1, "1 active member", "stop its consumers first");
    await assert.rejects(resetGroup(kafka, group, raw, []), { code: "group_active" });
    assert.match(await succeed(cwd, groupArgs(world, "describe")), new RegExp(`air-quality.*${raw} 0,1,2`));
    await running.signal("INT");
    await running.outcome;

    const moved = JSON.parse(await succeed(cwd, groupArgs(world, "reset", "--to", "3", "--yes", "--json")));
    assert.equal(moved.done, true);
    assert.deepEqual(
      (await readLag(kafka, group, [raw])).map(({ lag }) => lag).sort(),
      [0, 0, HOURS - 3],
    );
    await succeed(cwd, [...world.consume, "--until-end"]);
    assert.deepEqual(await rowsOf(`${cwd}/data`), before);
  }));

Deno.test("planReset() keeps every target within what the partition holds", () =>
  usingConsumed(async ({ kafka, group, raw }, partition) => {
    const plan = async (target: ResetTarget) => (await planReset(kafka, group, raw, target, partition))[0]!.to;
    const past = Date.UTC(2004, 0, 1), future = Date.UTC(2999, 0, 1);
    assert.deepEqual(
      await Promise.all([
        plan("earliest"),
        plan("latest"),
        plan({ offset: 5 }),
        plan({ offset: 5000 }),
        plan({ timestampMs: past }),
        plan({ timestampMs: future }),
      ]),
      [0, HOURS, 5, HOURS, 0, HOURS],
    );
    assert.equal((await offsetsAt(kafka, raw, past)).get(partition), 0);
  }));

Deno.test("planReset() refuses a topic or partition that is not there", () =>
  usingWorld(address, async ({ kafka, group, raw }) => {
    await assert.rejects(planReset(kafka, group, "no.such", "earliest"), {
      code: "topic_mismatch",
      message: /no such/,
    });
    await assert.rejects(planReset(kafka, group, raw, "earliest", 7), {
      code: "topic_mismatch",
      message: /partition 7/,
    });
  }));

Deno.test("resetGroup() fences a consumer that joined in the meantime", () =>
  usingWorld(address, async ({ kafka, group, raw }) => {
    const owner = await openTransactor(kafka, { groupId: group, topic: raw, partition: 0 });
    try {
      await resetGroup(kafka, group, raw, [{ partition: 0, from: null, to: 0 }]);
      await assert.rejects(owner.commit({ sends: [], nextOffset: 0 }), { code: "fenced" });
    } finally {
      await owner.close();
    }
  }));

Deno.test("describeGroup() and readLag() answer for a group that nobody knows", () =>
  usingWorld(address, async ({ kafka, raw }) => {
    const groupId = `unknown-${crypto.randomUUID()}`;
    assert.deepEqual(await describeGroup(kafka, groupId), { groupId, state: "Dead", members: [] });
    const lags = await readLag(kafka, groupId, [raw, "no.such.topic"]);
    assert.deepEqual(lags.map(({ committed, lag }) => [committed, lag]), [[null, 0], [null, 0], [null, 0]]);
    assert.ok(!(await listGroups(kafka)).includes(groupId));
  }));

for (
  const [args, says] of [
    [["reset"], "without --to"],
    [["reset", "--to", "yesterday"], "--to: expected earliest, latest, an offset, or a timestamp"],
    [["remove"], "expected list, lag, describe, reset"],
  ] as const
) {
  Deno.test(`group ${args.join(" ")} is refused`, async () => {
    const { code, stderr } = await runTask(".", ["group", ...args, "--bootstrap", address]);
    assert.equal(code, 2, stderr);
    assert.ok(stderr.includes(says), stderr);
  });
}
