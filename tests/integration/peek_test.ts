import assert from "node:assert/strict";
import { createPublisher } from "../../pipeline/broker/mod.ts";
import { sharedBroker } from "../support/kafka.ts";
import { runTask } from "../support/task.ts";
import { usingWorld } from "../support/world.ts";

const address = await sharedBroker();

Deno.test("topics peek shows the first messages of a topic, so many at most, and nothing that a terminal would act on", () =>
  usingWorld(address, async ({ kafka, cwd, raw, clean }) => {
    const peek = async (...args: string[]) => {
      const { code, stdout, stderr } = await runTask(cwd, ["topics", "peek", "--bootstrap", address, ...args]);
      assert.equal(code, 0, stderr);
      return stdout;
    };
    const publisher = await createPublisher(kafka, clean, 3);
    await publisher.publish(["one", "two", "\u001b[2Jthree", null].map((value) => ({ key: "k\u202e", value })));
    await publisher.close();

    const shown = await peek("--topic", clean);
    assert.match(
      shown,
      /^\d:0 {2}\S+Z {2}k\\u\{202e\} {2}one\n\d:1 .* two\n\d:2 .* \\u\{1b\}\[2Jthree\n\d:3 .* \(tombstone\)\n$/,
    );
    assert.deepEqual(
      JSON.parse(await peek("--topic", clean, "--max-messages", "2", "--json"))
        .map(({ key, value }: { key: string; value: string }) => [key, value]),
      [["k\u202e", "one"], ["k\u202e", "two"]],
    );
    assert.equal(await peek("--raw-topic", raw), "no message\n");
  }));
