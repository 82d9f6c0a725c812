import assert from "node:assert/strict";
import { readTopic } from "../../pipeline/broker/mod.ts";
import { SAMPLE } from "../../pipeline/source/mod.ts";
import { sharedBroker } from "../support/kafka.ts";
import { runTask, startTask } from "../support/task.ts";
import { usingWorld } from "../support/world.ts";

const address = await sharedBroker();
const SAMPLE_CSV = decodeURIComponent(new URL(`../../data/sample/${SAMPLE.name}`, import.meta.url).pathname);

async function succeed(cwd: string, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runTask(cwd, args);
  assert.equal(code, 0, `${args.join(" ")}\n${stdout}\n${stderr}`);
  return stdout;
}

Deno.test("forecast, killed again and again, gives each reading one forecast a target and model, as made again in batch", () =>
  usingWorld(address, async ({ kafka, cwd, raw, clean, dead, group, consume }) => {
    const bootstrap = ["--bootstrap", address];
    await succeed(cwd, ["produce", ...bootstrap, "--topic", raw, "--csv", SAMPLE_CSV, "--speedup", "max"]);
    await succeed(cwd, [...consume, "--until-end"]);
    await succeed(cwd, ["compact", ...bootstrap, "--raw-topic", raw, "--group-id", group]);
    await succeed(cwd, ["train", "--models", "persistence,ridge", "--targets", "co_gt,no2_gt"]);

    const forecasts = `${group}.forecasts`, states = `${group}.states`;
    const forecast = [
      ...["forecast", ...bootstrap, "--clean-topic", clean, "--forecast-topic", forecasts, "--state-topic", states],
      ...["--group-id", `${group}.f`, "--session-timeout", "6s", "--batch-size", "200"],
      ...["--model", "ridge", "--challengers", "persistence"],
    ];
    const sent = async () => {
      let messages = 0;
      await readTopic(kafka, forecasts, (some) => void (messages += some.length)).catch(() => {}); // before it is created
      return messages;
    };
    for (let kill = 1, before = 0; kill <= 3; kill++) {
      const task = startTask(cwd, forecast);
      await task.until("it has committed some more", async () => await sent() > before, 120_000);
      await task.signal("KILL");
      await task.outcome;
      before = await sent();
    }
    await succeed(cwd, [...forecast, "--until-end"]);

    const topics = ["--raw-topic", raw, "--clean-topic", clean, "--dlq-topic", dead, "--forecast-topic", forecasts];
    const prove = ["prove", ...bootstrap, ...topics, "--group-id", group, "--json"];
    const proof = JSON.parse(await succeed(cwd, prove));
    assert.equal(proof.forecasts.checks.length, 5);
    const { left } = proof.forecasts.checks[0];
    assert.equal(left, 4 * proof.counts.accepted); // two targets, two models
    assert.ok(left > 30_000);
    assert.equal(await sent(), left);

    // A model that was changed is refused, and its forecasts can no longer be made again.
    const path = `${cwd}/data/models/co_gt.ridge.model`;
    await Deno.writeTextFile(path, (await Deno.readTextFile(path)).replace('"seed":1', '"seed":2'));
    const { code, stderr } = await runTask(cwd, [...forecast, "--until-end"]);
    assert.notEqual(code, 0);
    assert.match(stderr, /co_gt\.ridge\.model as a model: its SHA-256 is another/);
  }));

Deno.test("forecast says what to do when nothing was trained", () =>
  usingWorld(address, async ({ cwd, clean }) => {
    const { code, stderr } = await runTask(cwd, ["forecast", "--bootstrap", address, "--clean-topic", clean]);
    assert.notEqual(code, 0);
    assert.match(stderr, /there is no .*models\/index\.json/);
    assert.match(stderr, /deno task train/);
  }));
