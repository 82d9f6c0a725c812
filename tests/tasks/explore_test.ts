import assert from "node:assert/strict";
import { withLake } from "../quality/fixture.ts";
import { runTask } from "../support/task.ts";
import { usingFolder } from "../support/lake.ts";

const accepted = Array.from({ length: 24 * 10 }, (_, hour) => ({
  at: new Date(Date.parse("2004-03-10T00:00:00Z") + hour * 3_600_000).toISOString(),
  values: { co_gt: 2 + Math.sin(hour), no2_gt: hour % 24 === 4 ? null : 100 + 20 * Math.cos(hour) },
  offset: hour,
}));

Deno.test("explore writes page, pictures and numbers, and takes a strategic report of other readings away", () =>
  withLake({ accepted }, (lakeDir) =>
    usingFolder(async (cwd) => {
      await Deno.writeTextFile(`${cwd}/strategy.pdf`, "of an earlier run");
      const { code, stdout, stderr } = await runTask(cwd, ["explore", "--out-dir", lakeDir, "--report-dir", cwd]);
      assert.equal(code, 0, stderr);
      assert.equal(stdout.trim(), `${cwd}/index.html`);
      assert.match(stderr, /no strategy\.pdf/);
      const names = [...Deno.readDirSync(cwd)].map(({ name }) => name);
      for (const name of ["index.html", "explore.json", "explore.md", "cycle-hour.svg", "cycle-hour.png"]) {
        assert.ok(names.includes(name), name);
      }
      assert.ok(!names.includes("strategy.pdf"));
      // Parts that are not compacted have no digest.
      assert.equal(JSON.parse(await Deno.readTextFile(`${cwd}/explore.json`)).silver_digest, null);
    })));
