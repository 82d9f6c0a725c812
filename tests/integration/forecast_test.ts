import assert from "node:assert/strict";
import { readTopic } from "../../pipeline/broker/mod.ts";
import { SAMPLE } from "../../pipeline/source/mod.ts";
import { codecsIn } from "../support/codecs.ts";
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

    const forecasts = `${group}.forecasts`, states = `${group}.states`, alarms = `${group}.alarms`;
    const ownTopics = ["--forecast-topic", forecasts, "--state-topic", states, "--alarm-topic", alarms];
    const forecast = [
      ...["forecast", ...bootstrap, "--clean-topic", clean, ...ownTopics],
      ...["--group-id", `${group}.f`, "--session-timeout", "6s", "--batch-size", "200"],
      ...["--model", "ridge", "--challengers", "persistence", "--compression", "zstd"],
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

    const topics = ["--raw-topic", raw, "--clean-topic", clean, "--dlq-topic", dead];
    const prove = ["prove", ...bootstrap, ...topics, ...ownTopics, "--group-id", group, "--json"];
    const proof = JSON.parse(await succeed(cwd, prove));
    assert.equal(proof.forecasts.checks.length, 9);
    assert.ok(proof.forecasts.checks.at(-1).left > 0, "alarms");
    const { left } = proof.forecasts.checks[0];
    assert.equal(left, 4 * proof.counts.accepted); // two targets, two models
    assert.ok(left > 30_000);
    assert.equal(await sent(), left);
    for (const topic of [forecasts, states, alarms]) assert.deepEqual(await codecsIn(kafka, topic), ["zstd"]);

    // One forecast, made again from its record; its inputs are lines of the file.
    const trace = ["trace", "--forecast", "uci-air-quality", "2005-01-10T08:00", "no2_gt", "--csv", SAMPLE_CSV];
    const text = await succeed(cwd, trace);
    assert.match(text, /rebuilt +from silver and the model's file: the same bytes/);
    assert.match(
      text,
      /\n +1 h before {2}2005-01-10T07:00:00Z {2}clean \d:\d+ {2}raw \d:\d+ {2}line (\d+) .*\n +10\/01\/2005;07\.00\.00;/,
    );
    const [traced] = JSON.parse(await succeed(cwd, [...trace, "--json", "--model", "persistence"]));
    assert.deepEqual([traced.row.model, traced.difference], ["persistence", null]);
    assert.deepEqual(traced.rebuilt, traced.row);
    assert.deepEqual(
      traced.inputs.map(({ lag }: { lag: number }) => lag),
      traced.inputs.map((_: unknown, at: number) => at + 1),
    );
    const wrong = await runTask(cwd, ["trace", "--forecast", "uci-air-quality", "2005-01-10T08:00"]);
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /expected its hour and target after the station/);
    const none = await runTask(cwd, ["trace", "--forecast", "uci-air-quality", "2009-01-10T08:00", "no2_gt"]);
    assert.match(none.stderr, /data has none/);

    // Another training while a forecaster runs: readings before and after it have one forecast each, by the model of their time.
    const running = startTask(cwd, forecast);
    const hand = async (hour: string) => {
      const one = JSON.stringify({
        station_id: "uci-air-quality",
        ts: `2005-06-01T${hour}:00:00Z`,
        no2_gt: 90,
        co_gt: 1,
      });
      const before = await sent();
      await succeed(cwd, ["produce", ...bootstrap, "--topic", raw, "--one", one]);
      await succeed(cwd, [...consume, "--until-end"]);
      await running.until("it is forecast", async () => await sent() === before + 4, 120_000);
    };
    await hand("10");
    const cut = ["--cut", "2004-07-31T23:00"];
    await succeed(cwd, ["compact", ...bootstrap, "--raw-topic", raw, "--group-id", group]);
    await succeed(cwd, ["train", "--models", "persistence,ridge", "--targets", "co_gt,no2_gt", ...cut]);
    const { sha256 } = JSON.parse(await Deno.readTextFile(`${cwd}/data/models/index.json`)).models[0];
    await running.until("it serves the new models", () => running.stderr().includes(sha256), 120_000);
    await hand("11");
    await running.signal("INT");
    await running.outcome;
    await succeed(cwd, prove);

    // What has served is kept: the forecast of before can still be made again.
    await succeed(cwd, trace);
    await Deno.rename(`${cwd}/data/models/served`, `${cwd}/data/models/gone`);
    const gone = await runTask(cwd, trace);
    assert.equal(gone.code, 1);
    assert.match(gone.stdout, /CANNOT BE REBUILT: no model file has the digest [0-9a-f]{64}/);
    await Deno.rename(`${cwd}/data/models/gone`, `${cwd}/data/models/served`);

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
