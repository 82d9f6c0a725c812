import assert from "node:assert/strict";
import { withLake } from "../quality/fixture.ts";
import { usingFolder } from "../support/lake.ts";
import { runTask } from "../support/task.ts";

const accepted = Array.from({ length: 24 }, (_, hour) => ({
  at: new Date(Date.UTC(2004, 2, 10) + hour * 3_600_000).toISOString(),
  offset: hour,
}));

Deno.test("final names the first results file that is missing and the task that makes it, and writes nothing", () =>
  usingFolder(async (cwd) => {
    const { code, stderr } = await runTask(cwd, ["final"]);
    assert.notEqual(code, 0);
    assert.match(stderr, /Cannot use quality\/quality\.json as results as there is no such file/);
    assert.match(stderr, /deno task report/);
    await assert.rejects(Deno.stat(`${cwd}/reports`), Deno.errors.NotFound);
  }));

Deno.test("grade fails every line that rests on what was not made, and says so on its page", () =>
  withLake({ accepted }, (lakeDir) =>
    usingFolder(async (cwd) => {
      const { code, stdout, stderr } = await runTask(cwd, ["grade", "--out-dir", lakeDir, "--json"]);
      assert.equal(code, 1, stderr);
      const { lines } = JSON.parse(stdout) as { lines: { id: string; pass: boolean; reason: string }[] };
      const passed = lines.filter(({ pass }) => pass).map(({ id }) => id);
      assert.ok(passed.includes("1.1") && passed.includes("1.7"));
      for (const id of ["1.3", "1.4", "2.1", "2.5", "3.3", "3.5", "4.1", "4.6"]) assert.ok(!passed.includes(id), id);
      assert.match(lines.find(({ id }) => id === "2.1")!.reason, /there is no reports\/explore\/explore\.json/);
      assert.match(await Deno.readTextFile(`${cwd}/reports/grade/index.html`), /These lines fail/);
    })));

Deno.test("grade says how to make everything where there is no lake", () =>
  usingFolder(async (cwd) => {
    const { code, stderr } = await runTask(cwd, ["grade"]);
    assert.notEqual(code, 0);
    assert.match(stderr, /Cannot grade data as there is no silver in it/);
    assert.match(stderr, /deno task grade --run/);
  }));
