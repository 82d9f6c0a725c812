import assert from "node:assert/strict";
import type { z } from "zod";
import * as schema from "../../../tasks/cli/schema.ts";

const CASES: [string, z.ZodType, [string, unknown][], string[]][] = [
  ["positiveInteger", schema.positiveInteger("rows"), [["1", 1], ["1_000", 1000], ["10,000", 10_000], [" 5 ", 5]], [
    "",
    "0",
    "-1",
    "1.5",
    "1e3",
    "1_00",
    "0x10",
    "99999999999999999",
  ]],
  ["nonNegativeInteger", schema.nonNegativeInteger("rows"), [["0", 0], ["7", 7]], ["-1", "x"]],
  ["positiveNumber", schema.positiveNumber("rows/s"), [["0.5", 0.5], [".5", 0.5], ["1e3", 1000]], [
    "0",
    "-1",
    "Infinity",
    "1e999",
    "NaN",
    "1,5",
  ]],
  ["port", schema.port(), [["1", 1], ["65535", 65535]], ["0", "65536", "-1", "http"]],
  ["text", schema.text(), [["a b", "a b"], [" a ", "a"]], ["", "  "]],
  ["topicName", schema.topicName(), [["air_quality.raw", "air_quality.raw"]], [".", "..", "a b", "ä", "a".repeat(250)]],
  ["hostPorts", schema.hostPorts(), [
    ["localhost:9092", ["localhost:9092"]],
    ["a-b.c:1, [::1]:2", ["a-b.c:1", "[::1]:2"]],
  ], ["localhost", ":9092", "h:", "h:0", "h:1,", "http://h:1", "h:1/x"]],
  ["speedup", schema.speedup(), [["max", "max"], ["3600000", 3_600_000]], ["0", "-1", "fast"]],
  ["duration", schema.duration(), [["500ms", 500], ["5s", 5000], ["1.5s", 1500], ["2m", 120_000], ["1h", 3_600_000], [
    "0s",
    0,
  ]], [
    "5",
    "s",
    "-5s",
    "5 days",
  ]],
];

for (const [name, type, good, bad] of CASES) {
  for (const [given, expected] of good) {
    Deno.test(`${name}() gives ${JSON.stringify(expected)} when it reads "${given}"`, () => {
      assert.deepEqual(type.parse(given), expected);
    });
  }
  for (const given of bad) {
    Deno.test(`${name}() says what it expected when it reads "${given.slice(0, 20)}"`, () => {
      assert.match(type.safeParse(given).error?.issues[0]?.message ?? "", /^expected /);
    });
  }
}
