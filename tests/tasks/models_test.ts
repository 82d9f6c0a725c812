import assert from "node:assert/strict";
import { usingFolder } from "../support/lake.ts";
import { runTask } from "../support/task.ts";
import { train } from "../support/trained.ts";

Deno.test("models lists what serves, rolls a target back to the training before, and promotes by digest", () =>
  usingFolder(async (cwd) => {
    const models = async (...args: string[]) => {
      const { code, stdout, stderr } = await runTask(cwd, ["models", ...args]);
      assert.equal(code, 0, stderr);
      return stdout;
    };
    const states = async () =>
      JSON.parse(await models("--json")).models.map(
        ({ state, sha256, available }: Record<string, string>) => [state, sha256, available],
      );
    await Deno.mkdir(`${cwd}/data`);
    const first = await train(`${cwd}/data`, 1_500), second = await train(`${cwd}/data`, 1_559);
    assert.deepEqual(await states(), [["serves", second, true], ["served before", first, true]]);
    assert.match(
      await models("rollback", "co_gt"),
      new RegExp(`persistence .${first.slice(0, 12)},.* in place of .*${second.slice(0, 12)}`),
    );
    assert.deepEqual(await states(), [["trained", second, true], ["serves", first, true]]);
    assert.match(await models("promote", "co_gt", first.slice(0, 9)), /serves already/);
    await models("promote", "co_gt", second.slice(0, 9));
    const list = await models();
    assert.match(list, /^last training: at an unknown time, hours up to \d{4}-/);
    assert.match(list, new RegExp(`co_gt +persistence +serves +${second.slice(0, 12)} .*1\\.000`));
  }));

for (
  const [what, args, code, message] of [
    ["nothing was trained", [], 1, /nothing was trained there/],
    ["no model is named to promote", ["promote", "co_gt"], 2, /expected promote TARGET MODEL/],
    ["a model is named to roll back to", ["rollback", "co_gt", "ridge"], 2, /expected rollback TARGET/],
    ["the model is unknown", ["promote", "co_gt", "oracle"], 1, /expected persistence \([0-9a-f]{12}\), got neither/],
    ["nothing served before", ["rollback", "co_gt"], 1, /no other model has served it/],
    ["the target is unknown", ["rollback", "o3"], 2, /co_gt, no2_gt/],
  ] as const
) {
  Deno.test(`models says what to do when ${what}`, () =>
    usingFolder(async (cwd) => {
      await Deno.mkdir(`${cwd}/data`);
      if (args.length > 0) await train(`${cwd}/data`, 1_500);
      const outcome = await runTask(cwd, ["models", ...args]);
      assert.equal(outcome.code, code, outcome.stderr);
      assert.match(outcome.stderr, message);
    }));
}
