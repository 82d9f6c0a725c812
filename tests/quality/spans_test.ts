import assert from "node:assert/strict";
import { readQuality, type Span } from "../../pipeline/quality/mod.ts";
import { duck } from "../support/duck.ts";
import { usingFolder } from "../support/lake.ts";
import { judgeIntoLake } from "../report/quality/judged_lake.ts";
import { type Accepted, type Rejected, withLake } from "./fixture.ts";

const REAL = Deno.env.get("AIR_QUALITY_CSV");

const isoHour = (hour: number) => new Date(Date.UTC(2004, 2, 10) + hour * 3_600_000).toISOString();
const noted = (note: string, hours: number[], station = "a"): Accepted[] =>
  hours.map((hour) => ({ at: isoHour(hour), station, offset: hour, notes: [note] }));
/** Without any pollutant; `sensors` is what the message has of them. */
const rejected = (hour: number, sensors: string): Rejected => ({
  at: isoHour(hour),
  codes: ["no_pollutant"],
  offset: 100 + hour,
  value: `{"co_gt":-200,${sensors}}`,
});
const told = ({ station, from, readings, rejected, firstLine, lastLine }: Span) =>
  `${station} ${from.slice(11, 16)} ${readings} (${rejected}) ${firstLine}-${lastLine}`;

Deno.test("readQuality() joins noted hours that follow each other to outages, the longest first", () =>
  withLake({
    accepted: [
      ...noted("joint_outage", [1, 2, 4, 5, 6]),
      ...noted("joint_outage", [7], "b"),
      { at: isoHour(3), offset: 3 },
    ],
    rowsAPart: 2,
  }, async (lakeDir) => {
    const { outages, flatlines } = await readQuality(lakeDir);
    assert.deepEqual([outages.total, outages.readings], [3, 6]);
    assert.deepEqual(outages.longest.map(told), ["a 04:00 3 (0) 6-8", "a 01:00 2 (0) 3-4", "b 07:00 1 (0) 9-9"]);
    assert.deepEqual(flatlines, { total: 0, readings: 0, longest: [] });
  }));

Deno.test("readQuality() counts a rejected hour to an outage only if its message has no value of a sensor", async () => {
  const value = '"pt08_s1_co":-200,"t":-200.0,"rh":null,"ah":"-200"';
  const rows = { accepted: noted("joint_outage", [1]), rejected: [rejected(2, value), rejected(3, '"t": 13.6')] };
  for (const row of rows.rejected) row.station = "a";
  await withLake(
    rows,
    async (lakeDir) =>
      assert.deepEqual((await readQuality(lakeDir)).outages.longest.map(told), ["a 01:00 2 (1) 3-104"]),
  );
});

Deno.test("readQuality() tells the flatlines of measurements apart", () =>
  withLake({
    accepted: [1, 2, 3].map((hour): Accepted => ({
      at: isoHour(hour),
      offset: hour,
      notes: hour === 3 ? ["flatline:co_gt"] : ["flatline:co_gt", "flatline:rh", "step:t"],
    })),
  }, async (lakeDir) => {
    const { longest } = (await readQuality(lakeDir)).flatlines;
    assert.deepEqual(longest.map(({ field, readings }) => `${field} ${readings}`), ["co_gt 3", "rh 2"]);
  }));

Deno.test("readQuality() lists 50 of the outages of a lake that has more", () =>
  withLake({
    accepted: noted("joint_outage", Array.from({ length: 60 }, (_, index) => 3 * index)),
  }, async (lakeDir) => {
    const { total, longest } = (await readQuality(lakeDir)).outages;
    assert.deepEqual([total, longest.length, longest[0]!.from], [60, 50, isoHour(0).replace(".000", "")]);
  }));

Deno.test({
  name: "readQuality() finds the outages of the real file that DuckDB finds in its CSV",
  ignore: REAL === undefined,
  fn: () =>
    usingFolder(async (lakeDir) => {
      await judgeIntoLake(REAL!, lakeDir);
      const rows = await duck(`
        with lines as (select row_number() over () + 1 as line, * from read_csv('${REAL}', delim = ';', header = true, all_varchar = true)),
        hours as (select line, strptime(Date || ' ' || Time, '%d/%m/%Y %H.%M.%S') as moment, "PT08.S1(CO)" = '-200' and "PT08.S2(NMHC)" = '-200'
          and "PT08.S3(NOx)" = '-200' and "PT08.S4(NO2)" = '-200' and "PT08.S5(O3)" = '-200' and T = '-200' and RH = '-200' and AH = '-200'
          as down from lines where Date is not null),
        runs as (select *, line - row_number() over (order by line) as run from hours where down)
        select min(line) as first, max(line) as last, count(*) as readings, strftime(min(moment), '%Y-%m-%dT%H:%M:%SZ') as start
        from runs group by run order by readings desc, start`);
      const { outages } = await readQuality(lakeDir);
      assert.equal(outages.readings, 366);
      assert.deepEqual(
        outages.longest.map(({ firstLine, lastLine, readings, from }) => ({
          first: firstLine,
          last: lastLine,
          readings,
          start: from,
        })),
        rows,
      );
    }),
});
