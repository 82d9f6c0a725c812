import assert from "node:assert/strict";
import { loadSeries } from "../../pipeline/series/load.ts";
import { withLake } from "../quality/fixture.ts";

Deno.test("loadSeries() reads silver as it lies, whatever files its rows are in", async () => {
  const accepted = [
    { at: "2004-03-10T20:00:00Z", values: { co_gt: 3, no2_gt: null }, offset: 0 },
    { at: "2004-03-10T18:00:00Z", values: { co_gt: 1 }, offset: 1 },
    { at: "2004-03-11T00:00:00Z", station: "b", values: { co_gt: 5 }, offset: 0, partition: 1 },
  ];
  for (const rowsAPart of [1, 10]) {
    await withLake({ accepted, rowsAPart }, async (lakeDir) => {
      const [a, b] = await loadSeries(lakeDir);
      assert.deepEqual([...a!.fields.co_gt], [1, NaN, 3]);
      assert.deepEqual([...a!.fields.no2_gt], [10, NaN, NaN]);
      assert.deepEqual([a!.late, a!.doubled, a!.offHour], [1, 0, 0]);
      assert.equal(a!.startMs, Date.parse("2004-03-10T18:00:00Z"));
      assert.deepEqual([b!.stationId, ...b!.fields.co_gt], ["b", 5]);
    });
  }
});

Deno.test("loadSeries() reports a damaged file of silver", async () => {
  await withLake({ accepted: [{ at: "2004-03-10T18:00:00Z", offset: 0 }] }, async (lakeDir) => {
    const dir = `${lakeDir}/silver/date=2004-03-10`;
    for await (const { name } of Deno.readDir(dir)) await Deno.writeTextFile(`${dir}/${name}`, "no Parquet");
    await assert.rejects(loadSeries(lakeDir), { code: "lake_mismatch" });
  });
});
