import assert from "node:assert/strict";
import { filesOf } from "../support/lake.ts";
import { DuckDBInstance } from "@duckdb/node-api";
import { PipelineError } from "../../pipeline/common/mod.ts";
import { type QualityNumbers, readQuality } from "../../pipeline/quality/mod.ts";
import { FIELDS } from "../../pipeline/reading/mod.ts";
import { type Accepted, type Rejected, withLake } from "./fixture.ts";

const field = (quality: QualityNumbers, name: string) => quality.fields.find((each) => each.name === name)!;

Deno.test("readQuality() gives zeros when the lake has no file", async () => {
  await withLake({}, async (lakeDir) => {
    const quality = await readQuality(lakeDir);
    assert.deepEqual([quality.rows, quality.rejected, quality.stations, quality.firstTs], [0, 0, 0, null]);
    assert.deepEqual([quality.days, quality.reasons, quality.rejectedSample, quality.no2.months], [[], [], [], []]);
    assert.deepEqual(field(quality, "co_gt").median, null);
    assert.deepEqual(quality.rowsByHour, new Array(24).fill(0));
  });
});

Deno.test("readQuality() counts outcomes by day and in all", async () => {
  const accepted: Accepted[] = [
    { at: "2004-03-10T23:59:59Z", offset: 0 },
    { at: "2004-03-11T00:00:00Z", offset: 1, outOfRange: { nox_gt: 6000 } },
    { at: "2004-03-11T05:00:00Z", offset: 2, station: "b" },
  ];
  const rejected: Rejected[] = [
    { at: "2004-03-12T00:00:00Z", codes: ["duplicate"], offset: 3 },
    { codes: ["not_json"], offset: 4 },
  ];
  await withLake({ accepted, rejected }, async (lakeDir) => {
    const quality = await readQuality(lakeDir);
    assert.deepEqual([quality.rows, quality.valid, quality.suspect, quality.rejected, quality.stations], [
      3,
      2,
      1,
      2,
      2,
    ]);
    assert.deepEqual([quality.firstTs, quality.lastTs], ["2004-03-10T23:59:59Z", "2004-03-11T05:00:00Z"]);
    assert.deepEqual(quality.days, [
      { date: "2004-03-10", valid: 1, suspect: 0, rejected: 0, values: FIELDS.map(() => 1) },
      {
        date: "2004-03-11",
        valid: 1,
        suspect: 1,
        rejected: 0,
        values: FIELDS.map(({ name }) => name === "nox_gt" ? 1 : 2),
      },
      { date: "2004-03-12", valid: 0, suspect: 0, rejected: 1, values: FIELDS.map(() => 0) },
    ]);
    assert.equal(quality.rejectedUndated, 1);
  });
});

Deno.test("readQuality() dates readings before 1970", async () => {
  await withLake({ accepted: [{ at: "1969-12-31T23:00:00Z", offset: 0 }] }, async (lakeDir) => {
    assert.equal((await readQuality(lakeDir)).days[0]?.date, "1969-12-31");
  });
});

Deno.test("readQuality() tells a missing value from one out of range", async () => {
  const accepted: Accepted[] = [
    { at: "2004-03-10T04:00:00Z", offset: 0, values: { t: null, co_gt: 1 } },
    { at: "2004-03-10T04:30:00Z", offset: 1, outOfRange: { t: 99 }, values: { co_gt: 4 } },
    // Its name ends in "t": its note must not count for the field "t".
    { at: "2004-03-10T05:00:00Z", offset: 2, outOfRange: { co_gt: 99 } },
  ];
  await withLake({ accepted }, async (lakeDir) => {
    const quality = await readQuality(lakeDir);
    const t = field(quality, "t"), co = field(quality, "co_gt");
    assert.deepEqual([t.missing, t.outOfRange, t.missingByHour[4], t.missingByHour[5]], [1, 1, 1, 0]);
    assert.deepEqual([co.missing, co.outOfRange, co.min, co.mean, co.median, co.max], [0, 1, 1, 2.5, 2.5, 4]);
    assert.deepEqual([quality.rowsByHour[4], quality.rowsByHour[5]], [2, 1]);
  });
});

Deno.test("readQuality() counts a rejection once under its first reason and under each that it has", async () => {
  const rejected: Rejected[] = [
    { codes: ["schema_violation", "no_pollutant"], offset: 0 },
    { codes: ["schema_violation"], offset: 1 },
    { codes: ["no_pollutant"], offset: 2 },
  ];
  await withLake({ rejected }, async (lakeDir) => {
    const quality = await readQuality(lakeDir);
    assert.equal(quality.rejected, 3);
    assert.deepEqual(quality.reasons, [
      { code: "schema_violation", primary: 2, any: 2 },
      { code: "no_pollutant", primary: 1, any: 2 },
    ]);
  });
});

Deno.test("readQuality() counts NO2 over the limit by month, and stations over the allowance by year", async () => {
  const hours = (count: number, station: string, no2: number, day: string, offset: number): Accepted[] =>
    Array.from({ length: count }, (_, hour) => ({
      at: `${day}T${String(hour).padStart(2, "0")}:00:00Z`,
      station,
      values: { no2_gt: no2 },
      offset: offset + hour,
    }));
  const accepted = [
    ...hours(18, "a", 201, "2004-12-31", 0), // as often as allowed
    ...hours(19, "b", 201, "2004-12-31", 100), // once more
    ...hours(2, "a", 200, "2005-01-01", 200), // at the limit is not over it
    { at: "2005-01-02T00:00:00Z", values: { no2_gt: null }, offset: 300 },
  ];
  await withLake({ accepted }, async (lakeDir) => {
    const { no2 } = await readQuality(lakeDir);
    assert.deepEqual(no2.years, [
      { year: 2004, withValue: 37, over: 37, stations: 2, stationsOverAllowance: 1 },
      { year: 2005, withValue: 2, over: 0, stations: 1, stationsOverAllowance: 0 },
    ]);
    assert.deepEqual(no2.months, [
      { month: "2004-12", withValue: 37, over: 37 },
      { month: "2005-01", withValue: 2, over: 0 },
    ]);
  });
});

Deno.test("readQuality() shows the first 50 rejected rows by partition and offset, long values cut", async () => {
  const rejected = Array.from({ length: 70 }, (_, index): Rejected => ({
    codes: [index % 2 === 0 ? "duplicate" : "bad_timestamp"],
    partition: index < 30 ? 0 : 1,
    offset: index,
    value: "🌫".repeat(300),
    got: "y".repeat(300),
  }));
  await withLake({ rejected }, async (lakeDir) => {
    const sample = (await readQuality(lakeDir)).rejectedSample;
    assert.deepEqual(sample.map(({ partition, offset }) => [partition, offset]), [
      ...Array.from({ length: 50 }, (_, index) => [index < 30 ? 0 : 1, index]),
    ]);
    assert.deepEqual(sample[0], {
      partition: 0,
      offset: 0,
      sourceLine: 2,
      stationId: null,
      ts: null,
      reasons: [{ code: "duplicate", field: "ts", expected: "something else", got: `${"y".repeat(200)}…` }],
      value: `${"🌫".repeat(200)}…`,
    });
  });
});

Deno.test("readQuality() gives the same numbers when the same rows are split into other files", async () => {
  const accepted = manyReadings(), rejected: Rejected[] = manyRejections();
  let whole: QualityNumbers | undefined;
  await withLake({ accepted, rejected }, async (lakeDir) => void (whole = await readQuality(lakeDir)));
  await withLake({ accepted, rejected, rowsAPart: 37 }, async (lakeDir) => {
    assert.deepEqual(await readQuality(lakeDir), whole);
  });
});

Deno.test("readQuality() agrees with DuckDB on the same files", async () => {
  await withLake({ accepted: manyReadings(), rejected: manyRejections(), rowsAPart: 50 }, async (lakeDir) => {
    const quality = await readQuality(lakeDir);
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    const ask = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJson();
    const silver = `read_parquet('${lakeDir}/silver/*/*.parquet')`,
      bad = `read_parquet('${lakeDir}/rejected/*/*.parquet')`;
    try {
      const [totals] = await ask(
        `select count(*)::int, count(distinct station_id)::int, sum((row_validity = 'suspect')::int)::int,
          count(case when no2_gt > 200 then 1 end)::int, count(no2_gt)::int, (select count(*)::int from ${bad}) from ${silver}`,
      );
      const sum = (pick: "over" | "withValue") => quality.no2.years.reduce((total, year) => total + year[pick], 0);
      assert.deepEqual(
        [quality.rows, quality.stations, quality.suspect, sum("over"), sum("withValue"), quality.rejected],
        totals,
      );
      for (const { name, missing, outOfRange, min, median, mean, max, missingByHour } of quality.fields) {
        const noted = `coalesce(list_contains(list_transform(string_split(validation_notes, ';'),
          lambda note: split_part(note, '=', 1)), 'out_of_range:${name}'), false)`;
        const [row] = await ask(
          `select sum((${name} is null and not ${noted})::int)::int, sum(${noted}::int)::int, min(${name}), median(${name}),
            max(${name}) from ${silver}`,
        );
        assert.deepEqual([missing, outOfRange, min, median, max], row, name);
        const [[expectedMean]] = await ask(`select avg(${name}) from ${silver}`) as [[number]];
        assert.ok(
          Math.abs(mean! - expectedMean) <= 1e-12 * Math.abs(expectedMean),
          `${name}: ${mean}, ${expectedMean}`,
        );
        const hours = await ask(
          `select (epoch_ms(ts) // 3600000 % 24)::int as hour, sum((${name} is null and not ${noted})::int)::int
            from ${silver} group by hour order by hour`,
        );
        assert.deepEqual(missingByHour.map((count, hour) => [hour, count]), hours, name);
      }
      assert.deepEqual(
        quality.reasons.map(({ code, any }) => [code, any]).sort(),
        (await ask(
          `select code, count(*)::int from (select unnest(string_split(reason_codes, ';')) as code from ${bad}) group by code`,
        )).sort(),
      );
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  });
});

Deno.test("readQuality() reads a lake whose path has characters of a glob", async () => {
  await withLake({ accepted: [{ at: "2004-03-10T18:00:00Z", offset: 0 }] }, async (lakeDir) => {
    const odd = `${lakeDir}/lake [1] a*`;
    await Deno.mkdir(odd);
    await Deno.rename(`${lakeDir}/silver`, `${odd}/silver`);
    assert.equal((await readQuality(odd)).rows, 1);
  });
});

Deno.test("readQuality() skips a part that is being written", async () => {
  await withLake({ accepted: [{ at: "2004-03-10T18:00:00Z", offset: 0 }] }, async (lakeDir) => {
    await Deno.writeTextFile(`${lakeDir}/silver/date=2004-03-10/.writing-raw-0-1-1-1.parquet`, "half");
    assert.equal((await readQuality(lakeDir)).rows, 1);
  });
});

Deno.test("readQuality() names the lake when a file in it is damaged", async () => {
  await withLake({ accepted: [{ at: "2004-03-10T18:00:00Z", offset: 0 }] }, async (lakeDir) => {
    await Deno.writeTextFile((await filesOf(lakeDir, "silver"))[0]!, "no parquet");
    await assert.rejects(
      readQuality(lakeDir),
      (error) => error instanceof PipelineError && error.code === "lake_mismatch" && error.message.includes(lakeDir),
    );
  });
});

/** 500 readings of three stations over 167 hours, with gaps and implausible values in a fixed pattern. */
function manyReadings(): Accepted[] {
  return Array.from({ length: 500 }, (_, index) => ({
    at: new Date(Date.UTC(2004, 11, 28) + Math.floor(index / 3) * 3_600_000).toISOString(),
    station: `s${index % 3}`,
    values: Object.fromEntries(FIELDS.map(({ name }, column) => [
      name,
      (index * (column + 3)) % 11 === 0
        ? null
        : name === "no2_gt"
        ? (index * 7) % 320
        : ((index * 37 + column) % 4001) / 70,
    ])),
    outOfRange: index % 41 === 0 ? { t: 99, nox_gt: 6000 } : index % 53 === 0 ? { co_gt: 77 } : {},
    partition: index % 2,
    offset: index,
  }));
}

function manyRejections(): Rejected[] {
  return Array.from({ length: 120 }, (_, index) => ({
    ...(index % 5 === 0 ? {} : { at: `2004-12-${String(10 + index % 20)}T00:00:00Z` }),
    codes: index % 4 === 0 ? ["schema_violation", "no_pollutant"] : index % 3 === 0 ? ["duplicate"] : ["no_pollutant"],
    partition: index % 2,
    offset: 1000 + index,
  }));
}
