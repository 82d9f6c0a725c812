import assert from "node:assert/strict";
import { readQuality } from "../../pipeline/quality/mod.ts";
import { HOUR_MS } from "../../pipeline/series/hourly.ts";
import { loadSeries } from "../../pipeline/series/load.ts";
import { regulatoryOf } from "../../pipeline/views/regulatory.ts";

import { judgeIntoLake } from "../report/quality/judged_lake.ts";
import { usingFolder } from "../support/lake.ts";

const SAMPLE = new URL("../../data/sample/AirQuality.synthetic.csv", import.meta.url).pathname;
const START = Date.parse("2004-12-31T00:00:00Z");

function aggregates(co: number[]) {
  const values = Float64Array.from(co);
  const fields = { co_gt: values, no2_gt: values, c6h6_gt: values } as unknown as Parameters<
    typeof regulatoryOf
  >[0]["fields"];
  return regulatoryOf({ startMs: START, fields });
}

const eightHourly = (co: number[]) =>
  aggregates(co).filter(({ statistic }) => statistic === "max_8h_mean").map(({ value, valid }) => [value, valid]);

Deno.test("regulatoryOf() gives an eight-hour mean to the day in which it ends", () => {
  const hours = new Array(48).fill(1);
  hours[23] = 9; // the last hour of the first day
  assert.deepEqual(eightHourly(hours), [[2, 19], [2, 24]]);
});

Deno.test("regulatoryOf() takes no mean of fewer than six of eight hours", () => {
  const five = [1, 1, 1, 1, 1, NaN, NaN, NaN], six = [1, 1, 1, 1, 1, 1, NaN, NaN];
  assert.deepEqual(eightHourly(five), [[null, 0]]);
  assert.deepEqual(eightHourly(six), [[1, 3]]);
});

Deno.test("regulatoryOf() fills nothing, and says how much of a day and a year has a value", () => {
  const days = aggregates([...new Array(18).fill(4), ...new Array(6).fill(NaN), ...new Array(17).fill(6)]);
  const means = days.filter(({ field, statistic }) => field === "no2_gt" && statistic === "mean");
  assert.deepEqual(means.map(({ period, value, valid, of, sufficient }) => [period, value, valid, of, sufficient]), [
    ["day", 4, 18, 24, true],
    ["day", 6, 17, 24, false],
    ["year", 4, 18, 366 * 24, false],
    ["year", 6, 17, 365 * 24, false],
  ]);
  assert.equal(means[3]!.startMs, START + 24 * HOUR_MS);
});

Deno.test("regulatoryOf() agrees with the quality report on the limits of each year", async () => {
  await usingFolder(async (lakeDir) => {
    await judgeIntoLake(SAMPLE, lakeDir);
    const { limits } = await readQuality(lakeDir);
    const rows = regulatoryOf((await loadSeries(lakeDir))[0]!);
    for (const { limit, year, worst } of limits) {
      const own = rows.filter(({ field, startMs }) =>
        field === limit.field && new Date(startMs).getUTCFullYear() === year
      );
      const of = { "hour": "max", "day": "mean", "8-hour day": "max_8h_mean", "year": "mean" }[limit.of];
      const period = limit.of === "year" ? "year" : "day";
      const counted = own.filter((row) =>
        row.statistic === of && row.period === period && (row.sufficient || limit.of === "hour" || limit.of === "year")
      );
      const values = counted.flatMap(({ value }) => value ?? []);
      const what = `${limit.id} ${year}`;
      assert.ok(Math.abs(Math.max(...values) - worst.value!) < 1e-6, what);
      if (limit.of === "day" || limit.of === "8-hour day") {
        assert.equal(values.length, worst.compared, what);
        assert.equal(values.filter((value) => value > limit.value).length, worst.exceeded, what);
      }
    }
    assert.ok(limits.length > 0);
  });
});
