import assert from "node:assert/strict";
import { writeViews } from "../../pipeline/views/mod.ts";
import { withLake } from "../quality/fixture.ts";
import { duck } from "../support/duck.ts";
import { usingFolder } from "../support/lake.ts";

const accepted = [0, 1, 2, 4, 9].map((hour) => ({
  at: `2004-03-10T0${hour}:00:00Z`,
  values: { co_gt: hour, nmhc_gt: null },
  offset: hour,
}));

Deno.test("writeViews() flags each fill with its method, in Parquet and in CSV alike", async () => {
  await withLake({ accepted, rowsAPart: 2 }, (lakeDir) =>
    usingFolder(async (dir) => {
      const written = await writeViews(lakeDir, dir);
      assert.deepEqual(written.map(({ view, rows, filled }) => [view, rows, filled]), [
        ["dashboard", 10, 12],
        ["learning", 10, 48],
        ["regulatory", 8, 0],
      ]);
      for (const format of ["parquet", "csv"]) {
        const rows = await duck(
          `SELECT strftime(ts, '%H') AS hour, co_gt, co_gt_fill FROM '${dir}/dashboard/a.${format}' ORDER BY ts`,
        );
        assert.deepEqual(rows.map(({ co_gt, co_gt_fill }) => [co_gt, co_gt_fill || null]), [
          [0, null],
          [1, null],
          [2, null],
          [3, "linear_interpolation"],
          [4, null],
          [null, null],
          [null, null],
          [null, null],
          [null, null],
          [9, null],
        ]);
        const learning = await duck(
          `SELECT co_gt, co_gt_fill FROM '${dir}/learning/a.${format}' WHERE co_gt_fill <> '' ORDER BY ts`,
        );
        assert.deepEqual(learning.map(({ co_gt }) => co_gt), [2, 4, 4, 4]);
      }
      const [day] = await duck(
        `SELECT valid, "of", valid_share, sufficient FROM '${dir}/regulatory/a.parquet' WHERE field = 'co_gt' AND period = 'day' AND statistic = 'mean'`,
      );
      assert.deepEqual(day, { valid: 5, of: 24, valid_share: 5 / 24, sufficient: "no" });
    }));
});

Deno.test("writeViews() gives the same bytes for the same silver, whatever files its rows are in", async () => {
  const files: Uint8Array[][] = [];
  for (const rowsAPart of [1, 5]) {
    await withLake({ accepted, rowsAPart }, (lakeDir) =>
      usingFolder(async (dir) => {
        const written = await writeViews(lakeDir, dir);
        files.push(
          await Promise.all(written.map(({ path }) => Deno.readFile(`${dir}${path.slice(dir.length)}.parquet`))),
        );
      }));
  }
  assert.deepEqual(files[0], files[1]);
});
