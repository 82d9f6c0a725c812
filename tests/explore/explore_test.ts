import assert from "node:assert/strict";
import { emptySeries, exploreFleet, exploreStation, exploreText, FIELD_NAMES } from "../../pipeline/explore/mod.ts";
import { seriesOf } from "../../pipeline/series/mod.ts";
import { station } from "./series.ts";

const numbersOf = (series: Parameters<typeof exploreStation>[0]) =>
  JSON.parse(exploreText(exploreStation(series, []).numbers));
/** Ten weeks, explored once. */
const weeks = exploreStation(station(24 * 70), []);

/** Every object that has a `reason` and a null beside it. */
function unexplained(value: unknown, path = ""): string[] {
  if (value === null || typeof value !== "object") return [];
  const entries = Object.entries(value);
  const own = !Array.isArray(value) && "reason" in value && value.reason === null &&
      entries.some(([name, each]) => each === null && name !== "reason")
    ? [path]
    : [];
  return [...own, ...entries.flatMap(([name, each]) => unexplained(each, `${path}.${name}`))];
}

Deno.test("exploreText() gives the same bytes twice", () => {
  const again = exploreStation(station(24 * 70), []);
  assert.equal(exploreText(again.numbers), exploreText(weeks.numbers));
});

Deno.test("exploreStation() does not depend on which other stations there are", () => {
  const { stations: _, ...rest } = exploreStation(station(24 * 70), [{ id: "x", file: "explore.json" }]).numbers;
  const { stations: __, ...alone } = weeks.numbers;
  assert.deepEqual(rest, alone);
});

Deno.test("exploreStation() says why wherever it has no answer", () => {
  for (const series of [emptySeries(), station(1), station(72), station(24 * 20)]) {
    assert.deepEqual(unexplained(numbersOf(series)), [], `${series.length} hours`);
  }
  assert.deepEqual(unexplained(weeks.numbers), []);
});

Deno.test("exploreStation() of a lake without a reading has no number but zeros", () => {
  const numbers = numbersOf(emptySeries());
  assert.deepEqual([numbers.station.id, numbers.station.reason], [null, "silver has no reading"]);
  for (const name of FIELD_NAMES) {
    assert.equal(numbers.describe[name].n, 0);
    assert.equal(numbers.stl[name].reason, "no hour observed");
    assert.equal(numbers.cycle_tests.hour[name].reason, "no hour observed");
  }
  assert.deepEqual([numbers.limits, numbers.sensors[0].months], [[], []]);
  assert.match(numbers.pearson[0].reason, /^0 hours with both/);
});

Deno.test("exploreStation() of three days names the hours that are needed", () => {
  const numbers = numbersOf(station(72));
  assert.equal(numbers.mstl.co_gt.reason, "72 of 336 hours needed");
  assert.equal(numbers.acf.co_gt.reason, "72 of 169 hours needed");
  assert.equal(numbers.stl.co_gt.reason, null);
  assert.match(numbers.trend.fields.co_gt.reason, /of 60 days/);
  assert.match(numbers.cycle_tests.hour.co_gt.reason, /fewer than four weeks/);
  assert.match(numbers.same_season.fields.co_gt.reason, /half of both years/);
  assert.equal(numbers.cycles.hour.co_gt[0].low, null);
});

Deno.test("exploreStation() answers for the other fields where one is never observed and one is constant", () => {
  const numbers = numbersOf(station(24 * 40, { co_gt: () => NaN, no2_gt: () => 40 }));
  assert.equal(numbers.stl.co_gt.reason, "no hour observed");
  assert.equal(numbers.stl.no2_gt.reason, "every observed hour has the same value");
  assert.equal(numbers.anomalies.no2_gt.reason, "every observed hour has the same value");
  assert.equal(numbers.stl.nox_gt.reason, null);
  const pair = (a: string, b: string) =>
    numbers.pearson.find((each: { a: string; b: string }) => each.a === a && each.b === b);
  assert.equal(pair("co_gt", "pt08_s1_co").n, 0);
  assert.match(pair("nox_gt", "no2_gt").reason, /does not vary/);
  assert.ok(pair("c6h6_gt", "pt08_s2_nmhc").shown);
});

Deno.test("exploreStation() takes readings every ten minutes as hours, and counts them", () => {
  const rows = 24 * 6 * 30, step = 600_000;
  const [series] = seriesOf({
    stations: [{ id: "ten-minutes", rows }],
    tsMs: Float64Array.from({ length: rows }, (_, row) => row * step),
    partitions: new Float64Array(rows),
    offsets: Float64Array.from({ length: rows }, (_, row) => row),
    values: () => Float64Array.from({ length: rows }, (_, row) => 5 + Math.sin(row / 144 * 2 * Math.PI) + row % 7 / 10),
    notes: () => [],
  });
  const numbers = numbersOf(series!);
  assert.deepEqual([numbers.station.hours, numbers.station.off_hour], [720, 3600]);
  assert.ok(numbers.stl.co_gt.seasonal_strength > 0.9);
});

Deno.test("cycles: a mean is of its cell, and lies within its interval", () => {
  const series = station(24 * 70), { cycles } = weeks.numbers;
  const nights = series.fields.t.filter((_, hour) => (hour + 18) % 24 === 3);
  assert.ok(Math.abs(cycles.hour.t[3]!.mean! - nights.reduce((a, b) => a + b) / nights.length) < 1e-12);
  for (const cell of [...cycles.hour.no2_gt, ...cycles.weekday.no2_gt]) {
    assert.ok(cell.low! < cell.mean! && cell.mean! < cell.high!);
    assert.ok(cell.p10! < cell.mean! && cell.mean! < cell.p90!);
  }
  assert.deepEqual([cycles.hour.t.length, cycles.weekday_hour.t.length, cycles.month.t.length], [24, 168, 12]);
  assert.deepEqual(cycles.month.t[0], { mean: null, n: 0, low: null, high: null, p10: null, p90: null });
});

Deno.test("cycle_tests: a daily cycle is found in NO2, and a weekly one where there is traffic", () => {
  const { hour, weekday } = weeks.numbers.cycle_tests;
  assert.equal(hour.no2_gt.p_blocks, 0.002);
  assert.ok(weekday.no2_gt.p_blocks! <= 0.05);
  assert.ok(weekday.t.p_blocks! > 0.05);
  assert.ok(hour.t.effect! > weekday.t.effect!);
});

Deno.test("correlations: 66 pairs, fewer effective hours than hours, and NMHC apart", () => {
  const { pearson, spearman, nmhc_pairs } = weeks.numbers;
  assert.deepEqual([pearson.length, spearman.length, nmhc_pairs.pearson.length], [66, 66, 12]);
  assert.ok(pearson.every(({ a, b }) => a !== "nmhc_gt" && b !== "nmhc_gt"));
  const warmth = pearson.find(({ a, b }) => a === "co_gt" && b === "t")!;
  assert.ok(warmth.n_eff! < warmth.n / 10 && warmth.p_eff! > 1e50 * warmth.p!);
});

Deno.test("anomalies: one field alone is a sensor's, two together are an episode", () => {
  const spike = (at: number, base: (hour: number) => number) => (hour: number) => hour === at ? 1e4 : base(hour);
  const level = (hour: number) => 50 + 10 * Math.sin(hour / 24 * 2 * Math.PI) + (hour * 7919 % 13) / 10;
  const invented = station(24 * 40, {
    pt08_s5_o3: spike(300, level),
    pt08_s1_co: spike(500, level),
    no2_gt: spike(500, level),
  });
  const notes = new Map([[299, ["benzene"]], [300, ["step:pt08_s5_o3", "step:t", "joint_outage"]]]);
  const { anomalies } = numbersOf({ ...invented, notes });
  const at = (name: string, day: string) =>
    anomalies[name].events.find((event: { peak: string }) => event.peak.startsWith(day));
  const alone = anomalies.pt08_s5_o3.events.find((event: { value: number }) => event.value === 1e4);
  assert.deepEqual([alone.hours >= 1, alone.peak, alone.weekday, alone.hour], [true, "2004-03-23T06:00:00Z", 1, 6]);
  assert.deepEqual(alone.notes.filter((note: string) => note !== "benzene"), ["step:pt08_s5_o3", "joint_outage"]);
  const together = anomalies.no2_gt.events.find((event: { value: number }) => event.value === 1e4);
  assert.equal(together.kind, "episode");
  assert.ok(together.with.includes("pt08_s1_co"));
  assert.ok(at("pt08_s1_co", together.peak.slice(0, 13)));
});

Deno.test("limits: an hour is over the limit above it, a day needs 18 hours, a year 90 %", () => {
  const { limits } = numbersOf(
    station(24 * 30, {
      no2_gt: (hour) => hour === 10 ? 200 : hour === 11 ? 200.5 : hour >= 54 && hour < 66 ? NaN : 30,
    }),
  );
  const of = (rule: string, each: string) =>
    limits.find((row: { rule: string; field: string; of: string }) =>
      row.rule === rule && row.field === "no2_gt" && row.of === each
    );
  assert.deepEqual([of("2008/50/EC", "hour").exceeded, of("2008/50/EC", "hour").value], [1, 200.5]);
  assert.deepEqual([of("WHO 2021", "day").exceeded, of("WHO 2021", "day").compared], [29, 29]);
  assert.equal(of("WHO 2021", "year").enough, false);
});

Deno.test("humidity and benzene: exact functions leave nothing", () => {
  const { humidity, benzene } = weeks.numbers;
  assert.equal(humidity.within, humidity.n);
  assert.ok(humidity.residual.max_abs! < 1e-12 && benzene.residual.max_abs! < 1e-12);
  assert.equal(benzene.spearman, 1);
});

Deno.test("policies: an hour without a value is not over one", () => {
  const [complete, co] =
    numbersOf(station(100, { co_gt: (hour) => hour < 5 ? NaN : hour < 7 ? 11 : 1, nox_gt: () => 1 })).policies;
  assert.deepEqual([complete.kept_hours, complete.lost_hours], [95, 5]);
  assert.deepEqual([co.kept_hours, co.lost_hours], [98, 2]);
});

Deno.test("exploreFleet() gives each station the text that it has alone", async () => {
  const series = [24 * 3, 24 * 4, 24 * 5].map((hours) => ({ ...station(hours), stationId: `s${hours}` }));
  const texts = new Map<string, string>();
  await exploreFleet(series, [], 2, (stationId, text) => Promise.resolve(void texts.set(stationId, text)), "ab");
  for (const each of series) {
    assert.equal(texts.get(each.stationId), exploreText(exploreStation(each, [], "ab").numbers));
  }
});

Deno.test("exploreFleet() fails where a result cannot be kept", async () => {
  const refuse = () => Promise.reject(new Error("disk full"));
  await assert.rejects(exploreFleet([emptySeries()], [], 2, refuse), { message: "disk full" });
});
