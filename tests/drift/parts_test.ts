import assert from "node:assert/strict";
import { cleanOf, cusum, PAIRS, rateOf } from "../../pipeline/drift/mod.ts";
import { medianDelay } from "../../pipeline/drift/delay.ts";
import { estimatedErrors } from "../../pipeline/drift/estimate.ts";
import { leastSquares } from "../../pipeline/drift/least_squares.ts";
import { explainField, explainRatio } from "../../pipeline/drift/meaning.ts";
import { ratioHours, ratioRelation } from "../../pipeline/drift/ratio.ts";
import { resampledDays } from "../../pipeline/drift/resample.ts";
import { delayTable, falseAlarmTable } from "../../pipeline/drift/tables.ts";
import { equalSeasons } from "../../pipeline/drift/season.ts";
import { seededRandom } from "../../pipeline/stats/mod.ts";
import { madeHours } from "../support/hours.ts";

Deno.test("resampledDays() draws whole days, their hours in order and their gaps in place", () => {
  const month = Float64Array.from({ length: 72 }, (_, hour) => hour === 30 ? NaN : hour);
  const stream = resampledDays(month, 50, seededRandom(1)), days = new Set<number>();
  for (let day = 0; day < 50; day++) {
    const drawn = stream.subarray(day * 24, day * 24 + 24), first = drawn[0]!;
    days.add(first);
    assert.deepEqual([...drawn], [...month.subarray(first, first + 24)]);
  }
  assert.deepEqual([...days].sort((a, b) => a - b), [0, 24, 48]);
});

// The bounds are of Garwood's table for a Poisson count.
for (
  const [count, low, high] of [[0, 0, 3.6889], [1, 0.0253, 5.5716], [10, 4.7954, 18.3904], [100, 81.3639, 121.6272]]
) {
  Deno.test(`rateOf() has the exact interval of ${count} events`, () => {
    const rate = rateOf(count!, 2);
    assert.equal(rate.measured, count! / 2);
    assert.ok(Math.abs(rate.low * 2 - low!) < 1e-3 && Math.abs(rate.high * 2 - high!) < 1e-3, JSON.stringify(rate));
  });
}

Deno.test("medianDelay() is null where half of the runs find nothing", () => {
  assert.equal(medianDelay(Float64Array.of(1, 2, 3), 5), 3);
  assert.equal(medianDelay(Float64Array.of(1, 2), 5), null);
});

const trial = (falseAlarms: number, ...delays: number[][]) => ({
  kind: cusum,
  threshold: 1,
  falseAlarms,
  delays: delays.map((each) => Float64Array.from(each)),
  alarms: [],
});

Deno.test("delayTable() takes the median over the runs of all streams, and null where half of them find nothing", () => {
  const table = delayTable([trial(0, [90], [5, 9], [3], [1]), trial(0, [], [1, 2], [4], [2])], 2);
  assert.deepEqual(table.map(({ median_hours, found, runs }) => [median_hours, found, runs]), [
    [null, 1, 4],
    [2, 4, 4],
    [4, 2, 4],
    [2, 2, 4],
  ]);
});

Deno.test("falseAlarmTable() measures the rate of one stream over all streams", () => {
  const [row] = falseAlarmTable([trial(3), trial(5)], 10);
  assert.deepEqual([row!.measured_per_year, row!.stated_per_year, row!.streams, row!.years], [0.4, 1, 2, 10]);
  assert.ok(row!.low < 0.4 && row!.high > 0.4);
});

Deno.test("cleanOf() gives the reason where a month is too empty or constant", () => {
  assert.deepEqual(cleanOf(new Float64Array(744).fill(NaN)), {
    reason: "expected 240 observed values in the month before the cut, got 0",
  });
  assert.deepEqual(cleanOf(new Float64Array(744).fill(7)), {
    reason: "expected values that differ in the month before the cut, got 7 throughout",
  });
});

Deno.test("leastSquares() finds the coefficients behind rows with gaps, and none where a column adds nothing", () => {
  const a = Float64Array.from({ length: 60 }, (_, i) => (i * 7) % 11), b = a.map((_, i) => (i * 5) % 13);
  const y = a.map((value, i) => i === 5 ? NaN : 2 - value + 3 * b[i]!);
  leastSquares(y, [a, b])!.forEach((value, i) => assert.ok(Math.abs(value - [2, -1, 3][i]!) < 1e-9));
  assert.equal(leastSquares(y, [a, a]), null);
  assert.equal(leastSquares(y.slice(0, 20), [a.slice(0, 20), b.slice(0, 20)]), null);
});

Deno.test("ratioHours() is about 0 where the relation holds, and moves by the logarithm of a gain", () => {
  const { fields } = madeHours(3000), upTo = 2000;
  const no2_gt = fields.no2_gt.map((value, hour) => hour >= 2500 ? 2 * value : value);
  const pair = PAIRS.find(({ field }) => field === "no2_gt")!;
  const relation = ratioRelation({ ...fields, no2_gt }, pair, upTo);
  assert.ok(!("reason" in relation));
  const ratio = ratioHours({ ...fields, no2_gt }, pair, relation);
  const mean = (from: number, to: number) => {
    const observed = ratio.subarray(from, to).filter((value) => !Number.isNaN(value));
    return observed.reduce((sum, value) => sum + value, 0) / observed.length;
  };
  assert.ok(Math.abs(mean(2000, 2500)) < 0.05);
  assert.ok(Math.abs(mean(2500, 3000) - Math.log(2)) < 0.05);
});

Deno.test("ratioRelation() gives the reason where a channel was never observed", () => {
  const { fields } = madeHours(3000), none = new Float64Array(3000).fill(NaN);
  assert.deepEqual(ratioRelation({ ...fields, co_gt: none }, PAIRS[0]!, 2000), {
    reason: "expected hours with pt08_s1_co, co_gt, t, ah to learn their relation from",
  });
});

Deno.test("estimatedErrors() knows that high forecasts err more, before the truth arrives", () => {
  const random = seededRandom(5), forecasts = Float64Array.from({ length: 900 }, () => 1 + 9 * random.uniform());
  const errors = forecasts.map((value) => value * random.normal()), steps = forecasts.map(() => random.uniform());
  const estimated = estimatedErrors({ target: "co_gt", model: "m", forecasts, errors, steps }, 0, 800);
  assert.ok(!("reason" in estimated));
  // The mean of |N(0, s)| is s·√(2/π).
  const expected = forecasts.map((value) => value * Math.sqrt(2 / Math.PI));
  const off = estimated.reduce((sum, value, i) => sum + Math.abs(value - expected[i]!), 0) / 900;
  assert.ok(off < 0.5, String(off));
});

const HOUR = 3_600_000, CUT = Date.UTC(2004, 11, 31, 23);

Deno.test("equalSeasons() are the whole days with the same date before and after the cut", () => {
  const startMs = Date.UTC(2004, 2, 10, 18), seasons = equalSeasons({ startMs, length: 9357 }, CUT);
  assert.ok(!("reason" in seasons));
  assert.deepEqual(seasons.reference, ["2004-03-11", "2004-04-03"]);
  assert.deepEqual(seasons.current, ["2005-03-11", "2005-04-03"]);
  const at = (text: string) => (Date.parse(text) - startMs) / HOUR;
  assert.deepEqual(
    ["2004-03-10T23:00Z", "2004-03-11T00:00Z", "2004-04-03T23:00Z", "2004-04-04T00:00Z"].map((text) =>
      seasons.inReference(at(text))
    ),
    [false, true, true, false],
  );
  assert.deepEqual(["2005-03-11T00:00Z", "2005-04-04T00:00Z"].map((text) => seasons.inCurrent(at(text))), [
    true,
    false,
  ]);
});

Deno.test("equalSeasons() gives the reason where no two weeks have the same dates", () => {
  assert.deepEqual(equalSeasons({ startMs: Date.UTC(2004, 2, 10, 18), length: 8760 }, CUT), {
    reason: "expected 14 days of the same date before and after the cut, got 0",
  });
});

const comparison = (psi: number) => ({ psi, ks: 0, p: 1, n_reference: 500, n_current: 500, reason: null });
const WEEKS = Float64Array.from({ length: 40 }, (_, week) => Math.sin(week) / 10);
const SENSOR = { meaning: "sensor", because: "" } as const, UNDECIDED = { meaning: "undecided", because: "" } as const;

const MEANINGS: [when: string, meaning: string, expected: string][] = [
  ["equal seasons agree, a ratio means", explainRatio(comparison(0.1), 9, WEEKS).meaning, "season"],
  ["equal seasons differ, a ratio means", explainRatio(comparison(0.4), 0, WEEKS).meaning, "sensor"],
  ["there are none and the week is as ever, a ratio means", explainRatio(null, 0.1, WEEKS).meaning, "undecided"],
  ["there are none and the week is far out, a ratio means", explainRatio(null, 0.9, WEEKS).meaning, "sensor"],
  ["there are none and few weeks, a ratio means", explainRatio(null, 9, WEEKS.slice(0, 4)).meaning, "undecided"],
  ["equal seasons agree, a field means", explainField(comparison(0.2), SENSOR).meaning, "season"],
  ["only the ratio differs too, a field means", explainField(comparison(0.4), SENSOR).meaning, "sensor"],
  ["the ratio agrees, a field means", explainField(comparison(0.4), UNDECIDED).meaning, "air"],
  ["there is no ratio, a field means", explainField(comparison(0.4), null).meaning, "undecided"],
  ["there is no equal season, a field means", explainField(null, UNDECIDED).meaning, "undecided"],
  ["only a ratio far out is known, a field means", explainField(null, SENSOR).meaning, "sensor"],
];

for (const [when, meaning, expected] of MEANINGS) {
  Deno.test(`where ${when} ${expected}`, () => assert.equal(meaning, expected));
}
