import assert from "node:assert/strict";
import { readLake } from "../../pipeline/lake/mod.ts";
import { assertTold } from "../support/failed_task.ts";
import { usingBroker } from "../support/kafka.ts";
import { usingFolder } from "../support/lake.ts";
import { runTask, startTask } from "../support/task.ts";
import { waitFor } from "../support/wait.ts";

const READINGS = 1_200;

function readings(): string {
  const lines = Array.from({ length: READINGS }, (_, hour) => {
    const ts = new Date(Date.UTC(2004, 2, 10, hour)).toISOString();
    return `${ts.slice(0, 10)};${ts.slice(11, 19)};${hour % 50};20`;
  });
  return ["Date;Time;CO(GT);T", ...lines, ""].join("\n");
}

Deno.test("a broker that dies in mid-run ends the consumer with a clear error and costs not one reading", () =>
  usingBroker((broker) =>
    usingFolder(async (cwd) => {
      const bootstrap = ["--bootstrap", broker.address];
      const succeed = async (...args: string[]) => {
        const { code, stdout, stderr } = await runTask(cwd, [...args, ...bootstrap]);
        assert.equal(code, 0, `${args.join(" ")}\n${stdout}\n${stderr}`);
        return stdout;
      };
      await Deno.writeTextFile(`${cwd}/readings.csv`, readings());
      await succeed("topics", "create");

      const small = ["--batch-size", "50", "--flush-interval", "100ms"];
      const impatient = ["--outage-timeout", "4s", "--session-timeout", "6s"];
      const consumer = startTask(cwd, ["consume", ...bootstrap, ...small, ...impatient]);
      const producer = startTask(cwd, ["produce", ...bootstrap, "--csv", "readings.csv", "--rate", "300"]);
      try {
        const hasRows = () => readLake(`${cwd}/data`, ["silver"], ({ files }) => files("silver").length > 5);
        await waitFor("rows are in the lake", hasRows);
        await broker.kill9();
        const says = ["has not served it for 4 s", "deno task doctor", "nothing is lost"];
        assertTold(await consumer.outcome, 1, ...says);
        await broker.restart();
        const { code, stderr } = await producer.outcome;
        assert.equal(code, 0, stderr);
      } finally {
        for (const task of [consumer, producer]) await task.signal("KILL");
      }

      await succeed("consume", "--until-end");
      const proof = JSON.parse(await succeed("prove", "--csv", "readings.csv", "--json"));
      assert.equal(proof.counts.accepted, READINGS);
    })
  ));
