import assert from "node:assert/strict";
import { emptySeries, type ExploreNumbers } from "../../../pipeline/explore/mod.ts";
import { strategyNumbers } from "../../../pipeline/report/explore/strategy/numbers.ts";
import { brokenClaims } from "../../../pipeline/report/explore/strategy/paper.ts";
import { renderStrategy } from "../../../pipeline/report/mod.ts";
import { inputsOf, madeSeries } from "./fixture.ts";
import { borneOut } from "./borne_out.ts";

const YEAR = inputsOf(madeSeries(390));

Deno.test("renderStrategy() gives two to three pages, and the same bytes twice, where every claim holds", async () => {
  const inputs = { ...YEAR, numbers: borneOut(YEAR.numbers) };
  const first = await renderStrategy(inputs);
  assert.ok(first.reason === null, String(first.reason));
  assert.ok(first.pdf.pages >= 2 && first.pdf.pages <= 3);
  assert.deepEqual(await renderStrategy(inputs), first);
});

Deno.test("renderStrategy() makes none, and says why, where a claim does not hold", async () => {
  const numbers: ExploreNumbers = structuredClone(borneOut(YEAR.numbers));
  numbers.same_season.fields.nox_gt.low = -1;
  const { reason } = await renderStrategy({ ...YEAR, numbers });
  assert.equal(reason, "these claims do not hold here: NOx and NO2 rose in the same weeks");
});

Deno.test("renderStrategy() makes none of an empty lake, of three days, or of synthetic readings", async () => {
  for (const series of [emptySeries(), madeSeries(3)]) {
    assert.equal((await renderStrategy(inputsOf(series))).reason, "a number that it needs has no answer");
  }
  const { reason } = await renderStrategy({ ...YEAR, synthetic: true });
  assert.equal(reason, "synthetic readings say nothing about a town");
});

Deno.test("strategyNumbers() works out the day's ends, Sundays and winters from explore.json's means", () => {
  const numbers = borneOut(YEAR.numbers), own = strategyNumbers(numbers)!;
  const means = numbers.cycles.hour.nox_gt!.map(({ mean }) => mean!);
  assert.equal(means[own.nox_gt.peak_hour], Math.max(...means));
  assert.equal(own.warning_hour, (own.nox_gt.peak_hour + 22) % 24);
  assert.equal(own.co_gt.winter_ratio, own.co_gt.winter_mean / own.co_gt.summer_mean);
  assert.deepEqual(brokenClaims(numbers, own), []);
});
