import assert from "node:assert/strict";
import { withLake } from "./quality/fixture.ts";
import { duck } from "./support/duck.ts";
import { usingFolder } from "./support/lake.ts";
import { isOnPath } from "./support/program.ts";
import { runTask } from "./support/task.ts";

const page = Deno.readTextFileSync(new URL("../docs/sql.md", import.meta.url));
const queries = [...page.matchAll(/```sql\n([\s\S]*?)```/g)].map(([, sql]) => sql!.trim());

/** Two weeks of readings, one hour of CO a day missing, NO2 over its limit in three hours, two rejected messages. */
const LAKE = {
  accepted: Array.from({ length: 24 * 14 }, (_, hour) => ({
    at: new Date(Date.UTC(2004, 2, 10) + hour * 3_600_000).toISOString(),
    values: { co_gt: hour % 24 === 4 ? null : 2, no2_gt: hour >= 40 && hour < 43 ? 250 : 100 },
    offset: hour,
  })),
  rejected: [
    { codes: ["no_pollutant" as const], offset: 900 },
    { codes: ["no_pollutant" as const], offset: 901 },
  ],
};

Deno.test("docs/sql.md has queries that DuckDB answers over a lake, as written", () =>
  withLake(LAKE, async (lakeDir) => {
    const ask = (sql: string) => duck(sql.replaceAll("'data/", `'${lakeDir}/`));
    const [much, day, years, week, lines, rejected] = await Promise.all(queries.map(ask));
    assert.equal(queries.length, 6);
    assert.deepEqual([much![0]!.readings, much![0]!.stations], [336, 1]);
    assert.equal(day!.length, 24);
    assert.deepEqual(years, [{ year: 2004, over: 3, measured: 336 }]);
    assert.equal(week!.length, 7 * 24);
    assert.deepEqual(lines!.slice(0, 3).map(({ no2_gt }) => no2_gt), [250, 250, 250]);
    assert.deepEqual(rejected, [{ reason: "no_pollutant", messages: 2 }]);
  }));

const sqlite3 = await isOnPath("sqlite3");

Deno.test({
  name: "docs/sql.md copies silver into SQLite, gaps as gaps, also a second time (skipped without sqlite3)",
  ignore: !sqlite3,
  fn: () =>
    withLake(LAKE, (lakeDir) =>
      usingFolder(async (cwd) => {
        const out = `${cwd}/data/export/silver.csv`;
        const { code, stderr } = await runTask(cwd, ["export", "--out-dir", lakeDir, "--out", out]);
        assert.equal(code, 0, stderr);
        const recipe = await Deno.readFile(new URL("../docs/sql/sqlite.sql", import.meta.url));
        for (let time = 1; time <= 2; time++) await sqlite(cwd, [], recipe);
        const [, query] = /sqlite3 data\/export\/air\.db "([^"]+)"/.exec(page)!;
        assert.equal(await sqlite(cwd, [query!]), "336|322|101.3");
      })),
});

async function sqlite(cwd: string, args: readonly string[], input = new Uint8Array()): Promise<string> {
  const child = new Deno.Command("sqlite3", {
    args: ["-bail", "data/export/air.db", ...args],
    cwd,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  await new Blob([input as BlobPart]).stream().pipeTo(child.stdin);
  const { code, stdout, stderr } = await child.output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim();
}
