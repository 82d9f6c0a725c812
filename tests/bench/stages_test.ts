import assert from "node:assert/strict";
import type { Bench } from "./bench_setting.ts";
import { measurementsOf, parseStages } from "./stages.ts";

const BENCH = { hours: 100, rows: 1_000, stations: undefined } as Bench;

Deno.test("parseStages() takes those that are named", () => {
  assert.deepEqual(parseStages("latency,rules"), ["latency", "rules"]);
});

Deno.test("parseStages() leaves out what needs minutes or another program when none is named", () => {
  const stages = parseStages(undefined);
  assert.ok(stages.includes("consumer"));
  assert.deepEqual(
    stages.filter((name) => ["flat", "python", "models", "explore", "forecast", "restore", "spark"].includes(name)),
    [],
  );
});

Deno.test("parseStages() refuses a name that is none", () => {
  assert.throws(() => parseStages("consumer,latence"), /got "latence"; did you mean latency/);
});

Deno.test("measurementsOf() makes a measurement once when two stages have it", () => {
  const names = measurementsOf(BENCH, ["no-forward", "limits"], "").map(({ name }) => name);
  assert.deepEqual(names, [...new Set(names)]);
  assert.equal(names.length, 4);
});

const STATIONS: [string, number | undefined, number[]][] = [
  ["as many stations as the rows need", undefined, [10, 100]],
  ["the stations that it is told", 25, [25, 25]],
];

for (const [what, stations, expected] of STATIONS) {
  Deno.test(`measurementsOf() takes ${what}`, () => {
    const measurements = measurementsOf({ ...BENCH, stations }, ["flat"], "");
    assert.deepEqual(measurements.map(({ setting }) => setting!.stations), expected);
  });
}
