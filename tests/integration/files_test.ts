import assert from "node:assert/strict";
import { csv, HEADER } from "../support/csv.ts";
import { assertTold } from "../support/failed_task.ts";
import { feed, twoStations } from "../support/feed.ts";
import { usingFolder } from "../support/lake.ts";
import { runTask } from "../support/task.ts";

const HOURS = Array.from({ length: 10 }, (_, hour) => `13/03/2004;0${hour}.00.00;2,6;113;13,6;;`);

Deno.test("split writes both files where it is told, and says what is in them", () =>
  usingFolder(async (cwd) => {
    await Deno.writeTextFile(`${cwd}/a b.csv`, csv(HEADER, ...HOURS));
    const { code, stdout, stderr } = await runTask(cwd, ["split", "--csv", "a b.csv", "--share", "0.6"]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /before 2004-03-13T06:00:00Z: +data\/splits\/a b_train\.csv: 6 readings, 6 lines/);
    assert.equal(await Deno.readTextFile(`${cwd}/data/splits/a b_stream.csv`), csv(HEADER, ...HOURS.slice(6)));
    const byDate = ["split", "--csv", "a b.csv", "--at", "2004-03-13T02:00:00Z", "--out-dir", "here", "--json"];
    assert.equal(JSON.parse((await runTask(cwd, byDate)).stdout).train.readings, 2);
    assertTold(
      await runTask(cwd, ["split", "--csv", "a b.csv", "--at", "2010-01-01"]),
      2,
      "no reading is at or after it",
    );
    assertTold(await runTask(cwd, ["split", "--csv", "no.csv"]), 1, "no.csv", "no such file");
  }));

for (
  const [args, says] of [
    [["split", "--share", "1"], "--share: expected a share above 0 and below 1"],
    [["split", "--at", "tomorrow"], "--at: expected a date or timestamp"],
    [["split", "--at", "2005-01-01", "--share", "0.5"], "expected one of them, got both"],
    [["export", "--out", "a.xlsx"], "--out: expected a file name that ends in .csv, .ndjson or .parquet"],
    [["export", "--from", "2004-02-30"], "--from: expected a date"],
  ] as const
) {
  Deno.test(`${args.join(" ")} is refused`, async () => {
    const { code, stderr } = await runTask(".", args);
    assert.equal(code, 2, stderr);
    assert.ok(stderr.includes(says), stderr);
  });
}

Deno.test("export writes each form by the name of its file, and says so when there is nothing", () =>
  usingFolder(async (cwd) => {
    assertTold(await runTask(cwd, ["export"]), 1, "there is no row", "deno task pipeline");
    await Deno.mkdir(`${cwd}/data`, { recursive: true });
    await feed(twoStations(30), `${cwd}/data`, 7);
    for (const name of ["a.csv", "a.ndjson", "a.parquet"]) {
      const { code, stdout, stderr } = await runTask(cwd, ["export", "--out", `out/${name}`, "--to", "2004-03-10"]);
      assert.equal(code, 0, stderr);
      assert.equal(stdout, `out/${name}: 44 rows of 1 date\n`);
    }
    const lines = (await Deno.readTextFile(`${cwd}/out/a.csv`)).split("\n");
    assert.deepEqual([lines.length, lines[0]!.slice(0, 14)], [46, "ts,station_id,"]);
    await Deno.writeTextFile(`${cwd}/file`, "");
    assertTold(await runTask(cwd, ["export", "--out", "file/a.csv"]), 1, "a file in its way", "--out");
  }));
