import assert from "node:assert/strict";
import { freePort } from "../../pipeline/broker/address.ts";
import type { ProcessOutcome } from "../support/process.ts";
import { runTask } from "../support/task.ts";

/** A folder to run tasks in: their `data/` is below it. */
async function usingFolder(
  work: (run: (...args: string[]) => Promise<ProcessOutcome>) => Promise<void>,
): Promise<void> {
  const cwd = await Deno.makeTempDir({ prefix: "broker-" });
  const run = (...args: string[]) => runTask(cwd, args);
  try {
    await work(run);
  } finally {
    await run("broker", "down");
    await Deno.remove(cwd, { recursive: true });
  }
}

Deno.test("broker and topics tasks go from up to down with a free port", () =>
  usingFolder(async (run) => {
    const bootstrap = ["--bootstrap", `127.0.0.1:${freePort()}`];
    const expectations: [string[], number, RegExp][] = [
      [["broker", "status", ...bootstrap], 1, /nothing listens/],
      [["broker", "up", ...bootstrap], 0, /Kafka answers at .* \(started\)/],
      [["broker", "up", ...bootstrap], 0, /\(already running\)/],
      [["broker", "status", ...bootstrap], 0, /local broker: running/],
      [["broker", "status", "--json", ...bootstrap], 0, /"ours": true/],
      [["broker", "up", "--nodes", "2"], 2, /--nodes/],
      [["broker", "up", "--nodes", "3", "--zookeeper"], 2, /3 brokers with --zookeeper/],
      [["broker", "up", "--nodes", "3", ...bootstrap], 1, /a Kafka of 1 broker answers there/],
      [["broker", "logs", "--lines", "1"], 0, /^[^\n]+\n$/],
      [["topics", "list", ...bootstrap], 0, /no topics/],
      [["topics", "create", ...bootstrap], 0, /air_quality\.raw: created[^]*verified/],
      [["topics", "list", ...bootstrap], 0, /^air_quality\.clean\nair_quality\.dlq\nair_quality\.raw\n$/],
      [["topics", "describe", ...bootstrap], 0, /partition 2: leader 1, 1 replica, 1 in sync, offsets 0 to 0/],
      [["topics", "verify", "--partitions", "2", ...bootstrap], 1, /air_quality\.dlq has 3 partitions/],
      [["topics", "verify", "--raw-topic", "no such", ...bootstrap], 2, /--raw-topic/],
      [["broker", "wipe"], 2, /without confirmation/],
      [["broker", "wipe", "--yes"], 1, /broker down/],
      [["broker", "down"], 0, /stopped/],
      [["broker", "down"], 0, /no broker .* was running/],
      [["broker", "wipe", "--yes"], 0, /deleted/],
      [["topics", "list", ...bootstrap], 1, /nothing answers[^]*broker up/],
    ];
    for (const [args, status, output] of expectations) {
      const ended = await run(...args);
      assert.equal(ended.code, status, `${args.join(" ")}: ${ended.stderr}`);
      assert.match(ended.stdout + ended.stderr, output, args.join(" "));
    }
  }));
