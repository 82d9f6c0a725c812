import assert from "node:assert/strict";
import { type QualityNumbers, readQuality } from "../../pipeline/quality/mod.ts";
import { DEFAULT_RULE_SET, FIELDS, ruleSetVersion } from "../../pipeline/reading/mod.ts";
import { judgeIntoLake } from "../report/quality/judged_lake.ts";
import { duck } from "../support/duck.ts";
import { usingFolder } from "../support/lake.ts";
import { type Accepted, withLake } from "./fixture.ts";

const SAMPLE = new URL("../../data/sample/AirQuality.synthetic.csv", import.meta.url).pathname;
const REAL = Deno.env.get("AIR_QUALITY_CSV");
const SOURCES: [name: string, csv: string | undefined][] = [["the synthetic", SAMPLE], ["the real", REAL]];

const near = (got: unknown, expected: unknown, what: string) =>
  assert.ok(
    got === expected || Math.abs(Number(got) - Number(expected)) <= 1e-9 * Math.max(1, Math.abs(Number(expected))),
    `${what}: got ${got}, expected ${expected}`,
  );

const isoHour = (hour: number) => new Date(Date.UTC(2004, 2, 10) + hour * 3_600_000).toISOString();

for (const [name, csv] of SOURCES) {
  Deno.test({
    name: `readQuality() agrees with DuckDB on limits, values, rules and weeks of ${name} file`,
    ignore: csv === undefined,
    fn: () =>
      usingFolder(async (lakeDir) => {
        await judgeIntoLake(csv!, lakeDir);
        const quality = await readQuality(lakeDir);
        // Moments without a zone: those of the station's clock.
        const silver =
          `(select *, make_timestamp(epoch_ms(ts) * 1000) as moment from read_parquet('${lakeDir}/silver/*/*.parquet'))`;
        await assertLimits(quality, silver);
        await assertValues(quality, silver);
        await assertRules(quality, silver, `read_parquet('${lakeDir}/rejected/*/*.parquet')`);
        await assertWeek(quality, silver);
        assertSlices(quality);
        assert.deepEqual(quality.ruleSets.map(({ version }) => version), [ruleSetVersion(DEFAULT_RULE_SET)]);
      }),
  });
}

async function assertLimits({ limits }: QualityNumbers, silver: string): Promise<void> {
  const found = (id: string, year: unknown) =>
    limits.find((each) => each.limit.id === id && each.year === Number(year))!.worst;
  const eight = await duck(`
    with hours as (select date_trunc('hour', moment) as h, max(co_gt) as co from ${silver} group by all),
    grid as (select unnest(generate_series((select min(h) from hours), (select max(h) from hours), interval 1 hour)) as h),
    means as (select grid.h, avg(co) over w as mean, count(co) over w as n from grid left join hours using (h)
      window w as (order by grid.h rows between 7 preceding and current row)),
    days as (select h::date as day, max(mean) filter (n >= 6) as largest, count(*) filter (n >= 6) as means from means group by all)
    select year(day) as year, count(*) filter (means >= 18) as compared, count(*) filter (means >= 18 and largest > 10) as exceeded,
      max(largest) filter (means >= 18) as value from days group by all order by all`);
  assert.ok(eight.length > 0);
  for (const { year, compared, exceeded, value } of eight) {
    const worst = found("co_8h", year);
    assert.deepEqual([worst.compared, worst.exceeded], [compared, exceeded]);
    near(worst.value, value, `co_8h ${year}`);
  }
  for (const [id, field, limit] of [["no2_day_who", "no2_gt", 25], ["co_day_who", "co_gt", 4]] as const) {
    const days = await duck(`
      with days as (select moment::date as day, avg(${field}) as mean, count(${field}) as n from ${silver} group by all)
      select year(day) as year, count(*) as compared, count(*) filter (mean > ${limit}) as exceeded, max(mean) as value
      from days where n >= 18 group by all order by all`);
    for (const { year, compared, exceeded, value } of days) {
      const worst = found(id, year);
      assert.deepEqual([worst.compared, worst.exceeded], [compared, exceeded], id);
      near(worst.value, value, `${id} ${year}`);
    }
  }
  const means = await duck(
    `select year(moment) as year, avg(no2_gt) as no2, avg(c6h6_gt) as c6h6, count(no2_gt) as hours,
      count(*) filter (no2_gt > 200) as over, max(no2_gt) as most from ${silver} group by all order by all`,
  );
  for (const { year, no2, c6h6, hours, over, most } of means) {
    near(found("no2_year", year).value, no2, `no2_year ${year}`);
    near(found("c6h6_year", year).value, c6h6, `c6h6_year ${year}`);
    const hourly = found("no2_hour", year);
    assert.deepEqual([hourly.hours, hourly.exceeded, hourly.value], [hours, over, most]);
    near(hourly.share, Number(hours) / (Number(year) === 2004 ? 8784 : 8760), "share");
  }
}

async function assertValues({ fields, rows }: QualityNumbers, silver: string): Promise<void> {
  const edgesOf = ({ start, width, counts }: typeof fields[number]["histogram"]) =>
    counts.map((_, bin) => Number((start + bin * width).toPrecision(12)));
  const answers = await duck(
    fields.map(({ name, histogram }, index) => {
      const noted = `try_cast(regexp_extract(validation_notes, '(^|;)out_of_range:${name}=([^;]*)', 2) as double)`;
      const edges = edgesOf(histogram), next = (bin: number) => edges[bin + 1] ?? "'Infinity'::double";
      const bins = edges.map((edge, bin) => `count(*) filter (${name} >= ${edge} and ${name} < ${next(bin)})`);
      const last = `strftime(max(moment) filter (${name} is not null), '%Y-%m-%dT%H:%M:%SZ') as last`;
      return `select ${index} as field, avg(${name}) as mean, sum(coalesce(${name}, ${noted}, -200)) as uncleaned,
        quantile_cont(${name}, [0.05, 0.25, 0.75, 0.95]) as quantiles, ${last},
        [${bins.join(", ")}] as bins from ${silver}`;
    }).join(" union all ") + " order by field",
  );
  fields.forEach(({ name, mean, quantiles, histogram, uncleaned, lastTs }, index) => {
    const row = answers[index]!;
    near(mean, row.mean, name);
    near(uncleaned.mean, Number(row.uncleaned) / rows, `uncleaned ${name}`);
    (row.quantiles as number[]).forEach((value, index) => near(quantiles[index], value, `${name} ${index}`));
    assert.equal(lastTs, row.last);
    assert.deepEqual(histogram.counts, (row.bins as unknown[]).map(Number), name);
  });
}

async function assertRules({ rules }: QualityNumbers, silver: string, rejected: string): Promise<void> {
  const notes = await duck(`
    with notes as (select moment::date as day, split_part(unnest(string_split(validation_notes, ';')), '=', 1) as note
      from ${silver} where validation_notes is not null)
    select split_part(note, ':', 1) as code, split_part(note, ':', 2) as field, count(*) as rows,
      min(day)::varchar as first, max(day)::varchar as last from notes group by all order by all`);
  const reasons = await duck(`
    with reasons as (select unnest(from_json(reasons, '[{"code":"VARCHAR","field":"VARCHAR"}]'), recursive := true) from ${rejected})
    select code, field, count(*) as rows from reasons group by all order by all`);
  const told = (kind: string) =>
    rules.filter((rule) => rule.kind === kind).map(({ code, field, rows }) => `${code} ${field} ${rows}`).sort();
  const counted = (rows: Record<string, unknown>[]) =>
    rows.map(({ code, field, rows }) => `${code} ${field} ${rows}`).sort();
  assert.deepEqual(told("note"), counted(notes));
  assert.deepEqual(told("reason"), counted(reasons));
  for (const { code, field, first, last } of notes) {
    const rule = rules.find((each) => each.code === code && each.field === field)!;
    assert.deepEqual([rule.firstDate, rule.lastDate], [first, last]);
  }
}

async function assertWeek({ week }: QualityNumbers, silver: string): Promise<void> {
  const values = FIELDS.map(({ name }) => `count(${name})`).join(" + ");
  const hours = await duck(
    `select (isodow(moment) - 1) * 24 + hour(moment) as place, count(*) as rows, ${values} as values from ${silver} group by all order by place`,
  );
  assert.deepEqual(hours, week.rows.map((rows, place) => ({ place, rows, values: week.values[place] })));
}

function assertSlices({ slices, valid, suspect, rejected, rejectedUndated, rules, days }: QualityNumbers): void {
  const sum = (pick: (cell: typeof slices.cells[number]) => number) =>
    slices.cells.reduce((total, cell) => total + pick(cell), 0);
  assert.deepEqual([sum((cell) => cell.valid), sum((cell) => cell.suspect), sum((cell) => cell.rejected)], [
    valid,
    suspect,
    rejected - rejectedUndated,
  ]);
  rules.forEach(({ rows, firstDate }, index) => {
    const dated = firstDate === null ? 0 : rows;
    assert.equal(sum((cell) => cell.rules.find(([rule]) => rule === index)?.[1] ?? 0), dated);
  });
  assert.deepEqual(slices.cells.map(({ start }) => start), days.map(({ date }) => date));
}

Deno.test({
  name: "readQuality() finds benzene a function of one sensor in the real file, and nothing else",
  ignore: REAL === undefined,
  fn: () =>
    usingFolder(async (lakeDir) => {
      await judgeIntoLake(REAL!, lakeDir);
      const { dependences, silent, rules, order, levels, humidity, summerTime, duplicates } = await readQuality(
        lakeDir,
      );
      const none = { levels, humidity, summerTime };
      for (const [name, { total }] of Object.entries(none)) assert.equal(total, 0, name);
      assert.equal(duplicates.compared, 0);
      assert.deepEqual(dependences.map(({ field, of }) => `${field} of ${of}`), [
        "c6h6_gt of pt08_s2_nmhc",
        "pt08_s2_nmhc of c6h6_gt",
      ]);
      assert.deepEqual(silent, [{
        station: "uci-air-quality",
        field: "nmhc_gt",
        lastTs: "2004-05-01T00:00:00Z",
        days: 338,
      }]);
      assert.equal(rules.find(({ code }) => code === "joint_outage")?.rows, 335);
      assert.deepEqual(order, { late: 0, beyondHourly: 0 });
    }),
});

/** A number from 0 to 1 that looks like chance, the same each time. */
const chance = (seed: number) => (Math.sin(seed * 12.9898) * 43758.5453 % 1 + 1) % 1;

Deno.test("readQuality() finds a function that is not monotone, and only in its direction", async () => {
  const accepted = Array.from({ length: 600 }, (_, offset): Accepted => {
    const x = chance(offset + 1) * 20 - 10;
    const others = Object.fromEntries(FIELDS.map(({ name }, at) => [name, chance(offset + 1000 * (at + 1))]));
    return { at: isoHour(offset), offset, values: { ...others, t: x, rh: x * x } };
  });
  await withLake({ accepted }, async (lakeDir) => {
    const { dependences } = await readQuality(lakeDir);
    assert.deepEqual(dependences.map(({ field, of }) => `${field} of ${of}`), ["rh of t"]);
    assert.ok(dependences[0]!.back < 0.7, `back ${dependences[0]!.back}`);
  });
});

Deno.test("readQuality() calls a constant a function of nothing, and ties no order", async () => {
  const accepted = Array.from({ length: 400 }, (_, offset): Accepted => {
    const others = Object.fromEntries(FIELDS.map(({ name }, at) => [name, chance(offset + 1000 * (at + 1))]));
    return { at: isoHour(offset), offset, values: { ...others, t: 5, rh: Math.floor(offset / 100) } };
  });
  await withLake({ accepted }, async (lakeDir) => assert.deepEqual((await readQuality(lakeDir)).dependences, []));
});

Deno.test("readQuality() counts late readings as DuckDB does, and readings beyond hourly", async () => {
  const accepted = Array.from({ length: 300 }, (_, offset): Accepted => ({
    at: isoHour(Math.floor(offset / 2) + (offset % 17 === 0 ? 5 : 0)),
    station: `s${offset % 2}`,
    offset,
  })).filter(({ at, station }, index, all) =>
    all.findIndex((other) => other.at === at && other.station === station) === index
  );
  accepted.push({ at: isoHour(400).replace(":00:00.", ":30:00."), station: "s0", offset: 400 });
  accepted.push({ at: isoHour(400), station: "s0", offset: 401 });
  await withLake({ accepted, rowsAPart: 40 }, async (lakeDir) => {
    const [row] = await duck(`
      with hours as (select station_id, epoch_ms(ts) // 3600000 as hour, max(kafka_offset) as place
        from read_parquet('${lakeDir}/silver/*/*.parquet') group by all),
      late as (select place > min(place) over (partition by station_id order by hour desc rows between unbounded preceding and 1 preceding)
        as late from hours)
      select count(*) filter (late) as late from late`);
    assert.ok(Number(row!.late) > 10);
    assert.deepEqual((await readQuality(lakeDir)).order, { late: row!.late, beyondHourly: 1 });
  });
});

Deno.test("readQuality() tells the largest stations apart in slices and puts the others together", async () => {
  const accepted = Array.from(
    { length: 30 },
    (_, station) =>
      Array.from({ length: 30 - station }, (_, hour): Accepted => ({
        at: isoHour(hour),
        station: `s${String(station).padStart(2, "0")}`,
        offset: 100 * station + hour,
      })),
  ).flat();
  await withLake({ accepted }, async (lakeDir) => {
    const { slices, stations } = await readQuality(lakeDir);
    assert.deepEqual([stations, slices.stations.length, slices.stations[0], slices.stations.at(-1)], [
      30,
      24,
      "s00",
      "s23",
    ]);
    const others = slices.cells.filter(({ station }) => station === -1);
    assert.equal(others.reduce((total, { valid }) => total + valid, 0), 6 + 5 + 4 + 3 + 2 + 1);
  });
});

Deno.test("readQuality() names a channel that a station never had, and one that fell silent", async () => {
  const accepted = Array.from({ length: 24 * 20 }, (_, hour): Accepted => ({
    at: isoHour(hour),
    offset: hour,
    values: { nmhc_gt: null, ...(hour < 24 ? {} : { rh: null }) },
  }));
  await withLake({ accepted }, async (lakeDir) => {
    assert.deepEqual((await readQuality(lakeDir)).silent, [
      { station: "a", field: "nmhc_gt", lastTs: null, days: 19 },
      { station: "a", field: "rh", lastTs: "2004-03-10T23:00:00Z", days: 19 },
    ]);
  });
});

Deno.test("readQuality() counts all stations at which a channel is silent, and lists the first 50", async () => {
  const accepted = Array.from({ length: 60 }, (_, station): Accepted => ({
    at: isoHour(0),
    station: `s${station}`,
    offset: station,
    values: { nmhc_gt: null },
  }));
  await withLake({ accepted }, async (lakeDir) => {
    const quality = await readQuality(lakeDir);
    assert.equal(quality.silent.length, 50);
    assert.deepEqual(
      quality.fields.map(({ silentStations }) => silentStations),
      FIELDS.map(({ name }) => name === "nmhc_gt" ? 60 : 0),
    );
  });
});

Deno.test("readQuality() takes no text of a message for a reason", async () => {
  const got = '{"code":"duplicate","field":"co_gt"';
  await withLake({ rejected: [{ codes: ["bad_timestamp"], got, offset: 0 }] }, async (lakeDir) => {
    assert.deepEqual((await readQuality(lakeDir)).rules.map(({ code, field, rows }) => [code, field, rows]), [
      ["bad_timestamp", "ts", 1],
    ]);
  });
});
