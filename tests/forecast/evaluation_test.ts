import assert from "node:assert/strict";
import { PipelineError } from "../../pipeline/common/mod.ts";
import {
  evaluateTarget,
  type Fitted,
  forecasterNamed,
  type Learner,
  modelsJson,
  persistence,
  rollingOrigin,
} from "../../pipeline/forecast/mod.ts";
import { forecasterOf } from "../../pipeline/forecast/forecaster_of.ts";
import { compare, verdictOf } from "../../pipeline/forecast/score/comparison.ts";
import { dayBootstrap } from "../../pipeline/forecast/score/day_bootstrap.ts";
import { no2Warnings } from "../../pipeline/forecast/score/business.ts";
import type { Scored } from "../../pipeline/forecast/backtest.ts";
import { HOUR_MS, splitSeries, timestampMs } from "../../pipeline/series/mod.ts";
import { madeHours, randomOf } from "../support/hours.ts";

const CUT = 1_560;
const hours = madeHours(2_300);
const cutMs = timestampMs(hours, CUT - 1);
const training = { target: "co_gt" as const, hours: splitSeries(hours, cutMs)[0], seed: 1 };
const fit = (name: string) => forecasterNamed(name)!.fit(training);

const evaluate = (fitted: readonly Fitted[]) => evaluateTarget({ target: "co_gt", hours, cutMs, fitted, seed: 1 });

const { table, details, rows } = evaluate(["persistence", "seasonal_naive", "ridge"].map(fit));

Deno.test("evaluateTarget() has the definitions' scores", () => {
  const co = hours.fields.co_gt, errors: number[] = [], strict: number[] = [], scale: number[] = [];
  let last = NaN;
  for (let i = 0; i < hours.length; i++) {
    if (i < CUT && i >= 24 && !Number.isNaN(co[i]! - co[i - 24]!)) scale.push(Math.abs(co[i]! - co[i - 24]!));
    if (i >= CUT && !Number.isNaN(co[i]!)) {
      errors.push(last - co[i]!);
      if (!Number.isNaN(co[i - 1]! + co[i - 24]!)) strict.push(last - co[i]!);
    }
    if (!Number.isNaN(co[i]!)) last = co[i]!;
  }
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const near = (actual: number | null, expected: number) => assert.ok(Math.abs(actual! - expected) < 1e-12);
  const row = table.models["persistence"]!;
  assert.deepEqual([table.test_n, table.strict_n], [errors.length, strict.length]);
  near(row.mae, mean(errors.map(Math.abs)));
  near(row.rmse, Math.sqrt(mean(errors.map((error) => error ** 2))));
  near(row.bias, mean(errors));
  near(row.mae_strict, mean(strict.map(Math.abs)));
  near(row.mase24, mean(errors.map(Math.abs)) / mean(scale));
});

Deno.test("evaluateTarget() leaves persistence without a test, and tests the others with Holm's correction", () => {
  assert.deepEqual(table.models["persistence"]!.dm, { statistic: null, p: null, p_holm: null });
  for (const name of ["seasonal_naive", "ridge"]) {
    const { p, p_holm } = table.models[name]!.dm;
    assert.ok(p! <= p_holm! && p_holm! <= 2 * p!);
  }
});

Deno.test("evaluateTarget() counts every hour as scored or refused when readings are missing", () => {
  const present = Uint8Array.from(hours.present);
  for (let i = CUT + 10; i < CUT + 40; i++) present[i] = 0;
  const evaluation = evaluateTarget({
    target: "co_gt",
    hours: { ...hours, present },
    cutMs,
    fitted: [fit("persistence")],
    seed: 1,
  });
  const { scored, refused } = evaluation.details["persistence"]!;
  assert.ok(refused["no_reading"]! >= 20);
  assert.equal(scored + refused["no_reading"]!, evaluation.table.test_n);
});

Deno.test("evaluateTarget() calls planted copies of persistence not different", () => {
  const copy: Learner = { ...persistence as Learner, name: "copy" };
  const random = randomOf(9);
  const jittered: Learner = {
    ...copy,
    name: "jittered",
    learn(given) {
      const learnt = (persistence as Learner).learn(given);
      return {
        ...learnt,
        forecast: (state) => {
          const point = learnt.forecast(state);
          return "value" in point ? { value: point.value + (random() - 0.5) / 100 } : point;
        },
      };
    },
  };
  const fitted = [fit("persistence"), ...[copy, jittered].map((learner) => forecasterOf(learner).fit(training))];
  const { models } = evaluate(fitted).table;
  assert.deepEqual(Object.values(models).map(({ verdict }) => verdict), Array(3).fill("not_different"));
  assert.equal(models["copy"]!.dm.statistic, null);
});

Deno.test("evaluateTarget() refuses when the target was never observed after the cut", () => {
  const co_gt = Float64Array.from(hours.fields.co_gt).fill(NaN, CUT);
  const gone = { ...hours, fields: { ...hours.fields, co_gt } };
  assert.throws(
    () => evaluateTarget({ target: "co_gt", hours: gone, cutMs, fitted: [fit("persistence")], seed: 1 }),
    (error) =>
      error instanceof PipelineError && error.code === "usage" && error.message.includes("never observed after"),
  );
});

Deno.test("evaluateTarget() has rolling intervals that keep what they promise", () => {
  for (const [name, row] of Object.entries(table.models)) {
    assert.ok(row.coverage90.rolling! > 0.85 && row.coverage90.rolling! < 0.95, `${name} ${row.coverage90.rolling}`);
  }
});

Deno.test("evaluateTarget() has parts that add up to all hours", () => {
  const { hour, month, level } = details["ridge"]!.slices;
  for (const parts of [hour, month, level]) {
    assert.equal(parts.reduce((sum, { n }) => sum + n, 0), rows.get("ridge")!.length);
  }
});

Deno.test("modelsJson() has the same bytes when it is made twice, and null where a number is undefined", () => {
  const evaluation = () => ({
    cutMs,
    silverDigest: "0",
    targets: new Map([["co_gt" as const, evaluate([fit("persistence")])]]),
    rolling: [],
    importances: [],
  });
  assert.equal(modelsJson(evaluation()), modelsJson(evaluation()));
  const row = JSON.parse(modelsJson(evaluation())).targets.co_gt.models.persistence;
  assert.deepEqual(Object.keys(row), [
    ...["mae", "rmse", "r2", "bias", "mase24", "mae_strict", "dm", "bootstrap", "coverage90", "width90"],
    ...["mae_month_before_cut", "verdict"],
  ]);
});

const scored = (values: Partial<Scored>): Scored => ({
  ms: 0,
  actual: 0,
  value: 0,
  early: 0,
  splitHalf: 1,
  rollingHalf: 1,
  refused: null,
  strict: true,
  ...values,
});

Deno.test("no2Warnings() counts hits, misses and false alarms", () => {
  const hour = (value: number, actual: number) => scored({ value, actual });
  assert.deepEqual(no2Warnings([hour(201, 250), hour(200, 201), hour(201, 200), hour(100, 100), hour(NaN, 300)]), {
    hits: 1,
    misses: 2,
    false_alarms: 1,
    quiet: 1,
  });
});

Deno.test("dayBootstrap() has no width when each day is the same", () => {
  const times = Array.from({ length: 240 }, (_, i) => i * HOUR_MS);
  assert.deepEqual(dayBootstrap(times, times.map((_, i) => i % 24), 1), { diff: 11.5, low: 11.5, high: 11.5 });
  assert.equal(dayBootstrap([], [], 1), null);
});

Deno.test("compare() leaves hours out that one of both refused, and finds a model that is always better", () => {
  const random = randomOf(3);
  const base = Array.from({ length: 500 }, (_, i) => scored({ ms: i * HOUR_MS, value: 1 + random() }));
  const better = base.map((row) => ({ ...row, value: row.value / 2 }));
  better[7] = { ...better[7]!, refused: "late_reading" };
  const comparison = compare(better, base, 1);
  assert.equal(comparison.hours, 499);
  assert.equal(verdictOf(comparison, comparison.dm!.p), "better");
  assert.equal(verdictOf(compare(base, better, 1), comparison.dm!.p), "worse");
});

Deno.test("rollingOrigin() tests each hour after the first cut once", () => {
  const long = madeHours(24 * 300);
  const cuts = rollingOrigin(persistence as Learner, { target: "co_gt", hours: long, seed: 1 });
  assert.deepEqual(cuts.map(({ cut }) => cut.slice(0, 10)), ["2004-06-30", "2004-09-30"]);
  const first = (Date.UTC(2004, 6, 1) - long.startMs) / HOUR_MS;
  const observed = long.fields.co_gt.subarray(first).filter((value) => !Number.isNaN(value)).length;
  assert.equal(cuts.reduce((sum, { n }) => sum + n, 0), observed);
});
