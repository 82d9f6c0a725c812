import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { createPublisher } from "../../pipeline/broker/mod.ts";
import type { CompactStep } from "../../pipeline/lake/mod.ts";
import type { SinkStep } from "../../pipeline/sink/mod.ts";
import { FaultBroker } from "../fault/broker.ts";
import { compact, KILLED } from "../fault/compactor_process.ts";
import { consumeToEnd } from "../fault/fleet.ts";
import { readingMessages } from "../fault/readings.ts";
import type { Trap } from "../fault/trap.ts";
import { compactorOrder, consumeOptions, judgeWorld, makeWorld, removeWorld } from "../fault/run.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const broker = await FaultBroker.open();
const ROWS = 240;
const SIDE_BY_SIDE = 4;

/** Dies with a rotation that is committed and not published: the takeover after it has something to settle. */
const BEFORE_PUBLISHING: Trap<SinkStep> = { step: "publish", pass: 5, signal: "KILL" };
/** Dies between the commits of two tables. */
const HALF_PUBLISHED: Trap<SinkStep> = { step: "publish", pass: 6, signal: "KILL" };

/** Where consumers die, one after the other, before one comes to the end. Passes count from a process's start. */
const CONSUMER_CRASHES: readonly (readonly Trap<SinkStep>[])[] = [
  ...([
    ["buffer", 100],
    ["write", 8],
    ["manifest", 3],
    ["begin", 7],
    ["send", 6],
    ["offsets", 7],
    ["commit", 7],
    ["publish", 5],
    ["publish", 6],
    ["published", 3],
  ] as const).map(([step, pass]) => [{ step, pass, signal: "KILL" } as const]),
  ...(["fence", "claim", "confirm", "read offset", "settle", "restore", "resume"] as const).flatMap((step) =>
    [BEFORE_PUBLISHING, HALF_PUBLISHED].map((first) => [first, { step, pass: 2, signal: "KILL" }] as const)
  ),
];

/** Steps at which compactions die, after a consumer has come to the end. */
const COMPACTION_CRASHES: readonly (readonly [CompactStep, number])[] = [
  ["read", 2],
  ["store", 2],
  ["commit", 1],
  ["compacted", 1],
];

async function crash(consumers: readonly Trap<SinkStep>[], compaction: Trap<CompactStep> | null): Promise<void> {
  const world = await makeWorld(broker, null);
  const publisher = await createPublisher(world.kafka, world.raw, 3);
  await publisher.publish(readingMessages(1, ROWS, 6));
  await publisher.close();
  const { address } = broker.proxy;
  const options = consumeOptions({ batchRows: 17, flushMs: 100, sessionMs: 1_000 }, world);
  const fleet = { root, address, lake: world.lakeDir, options };
  for (const trap of consumers) {
    assert.equal((await consumeToEnd(fleet, trap)).code, KILLED, `${trap.step} was not reached`);
  }
  const last = await consumeToEnd(fleet);
  assert.equal(last.code, 0, last.failure?.failed);
  if (compaction !== null) {
    assert.equal((await compact(root, compactorOrder(address, world, compaction))).code, KILLED);
    const { code, stderr } = await compact(root, compactorOrder(address, world, null));
    assert.equal(code, 0, stderr);
  }
  assert.deepEqual(await judgeWorld(world), { rawMessages: ROWS, differences: [] });
  await removeWorld(world);
}

const sanitizers = { sanitizeOps: false, sanitizeResources: false, sanitizeExit: false };

Deno.test("a process that dies at any step costs no reading and doubles none", async (test) => {
  const cases = [
    ...CONSUMER_CRASHES.map((traps) => ({ traps, compaction: null })),
    ...COMPACTION_CRASHES.map(([step, pass]) => ({ traps: [], compaction: { step, pass, signal: "KILL" } as const })),
  ].values();
  const work = async () => {
    for (const { traps, compaction } of cases) {
      const consumers = traps.map(({ step, pass }) => `${step} #${pass}`).join(", then ");
      const name = compaction === null ? consumers : `compaction: ${compaction.step} #${compaction.pass}`;
      await test.step({ name, fn: () => crash(traps, compaction), ...sanitizers });
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
});
