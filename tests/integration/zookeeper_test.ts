import assert from "node:assert/strict";
import { freePort } from "../../pipeline/broker/address.ts";
import { csv, HEADER } from "../support/csv.ts";
import { rowsOf, usingFolder } from "../support/lake.ts";
import { runTask } from "../support/task.ts";

const HOURS = Array.from(
  { length: 24 },
  (_, hour) => `13/03/2004;${String(hour).padStart(2, "0")}.00.00;2,6;113;13,6;;`,
);

Deno.test("broker up --zookeeper runs ZooKeeper and Kafka 3.9, and the pipeline holds on it", () =>
  usingFolder(async (cwd) => {
    const bootstrap = ["--bootstrap", `127.0.0.1:${freePort()}`];
    const succeed = async (...args: string[]) => {
      const { code, stdout, stderr } = await runTask(cwd, args);
      assert.equal(code, 0, `${args.join(" ")}\n${stdout}${stderr}`);
      return stdout;
    };
    try {
      await succeed("broker", "up", "--zookeeper", ...bootstrap);
      const { local } = JSON.parse(await succeed("broker", "status", "--json", ...bootstrap));
      assert.deepEqual([local.mode, local.pids.length, local.running], ["zookeeper", 2, true]);
      assert.match(await Deno.readTextFile(`${cwd}/data/broker/kafka.log`), /Kafka version: 3\.9\./);

      await Deno.writeTextFile(`${cwd}/a.csv`, csv(HEADER, ...HOURS, "oops"));
      const summary = await succeed("pipeline", ...bootstrap, "--csv", "a.csv", "--speedup", "max");
      assert.match(summary, /conservation +holds/);
      assert.equal((await rowsOf(`${cwd}/data`)).length, 25);
      assert.match(await succeed("group", "lag", ...bootstrap), /lag 0 offsets in all/);
      assert.match(await succeed("topics", "verify", ...bootstrap), /verified/);
    } finally {
      await runTask(cwd, ["broker", "down", ...bootstrap]);
    }
  }));
