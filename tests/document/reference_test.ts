import assert from "node:assert/strict";
import { formatNumber } from "../../pipeline/document/number_format.ts";
import { resolveNumbers } from "../../pipeline/document/reference.ts";

const RESULTS = {
  explore: {
    stl: { co_gt: { seasonal_strength: 0.5364 } },
    pearson: [{ a: "co_gt", b: "no2_gt", r: 0.68 }, { a: "co_gt", b: "t", r: 0.02 }, { a: "t", b: "rh", r: null }],
    acf: [[0.9, 0.8]],
  },
};

const text = (prose: string, ...constants: string[]) =>
  resolveNumbers(prose, RESULTS, constants.map((text) => ({ text, source: "a test" })));

Deno.test("resolveNumbers() puts in what a path leads to: a member, an item by its place, an item by what it has", () => {
  assert.equal(text("{explore.stl.co_gt.seasonal_strength|2}").text, "0.54");
  assert.equal(text("{explore.acf[0][1]|1}").text, "0.8");
  assert.equal(text("r = {explore.pearson[a=co_gt,b=no2_gt].r|2}").text, "r = 0.68");
});

for (
  const [what, prose] of [
    ["a misspelt path", "{explore.stl.co.seasonal_strength|2}"],
    ["a file that is not given", "{models.mae|2}"],
    ["a result that is null", "{explore.pearson[a=t,b=rh].r|2}"],
    ["several items", "{explore.pearson[a=co_gt].r|2}"],
    ["an item beyond the end", "{explore.acf[0][7]|2}"],
    ["a member that every object has", "{explore.constructor.name|text}"],
    ["an unknown form", "{explore.stl.co_gt.seasonal_strength|two}"],
    ["an object", "{explore.stl.co_gt|2}"],
    ["a path of another grammar", "{explore.stl..co_gt|2}"],
  ] as const
) {
  Deno.test(`resolveNumbers() reports ${what}`, () => {
    const { faults } = text(prose);
    assert.equal(faults.length, 1);
    assert.match(faults[0]!, /^expected a result for \{.*\}, got /);
  });
}

for (const literal of ["0.54", "12", "−3", "5%", "NO2", "2004-03-10", "1,234", "R2", "3rd"]) {
  Deno.test(`resolveNumbers() reports the literal ${literal} unless it is a listed constant`, () => {
    const { faults } = text(`It is ${literal}, they say.`);
    assert.deepEqual(faults, [
      `expected a reference or a listed constant, got "${literal}" in "It is ${literal}, they say."`,
    ]);
    assert.deepEqual(text(`It is ${literal}, they say.`, literal).faults, []);
  });
}

Deno.test("resolveNumbers() takes no constant for a part of a longer number or word", () => {
  for (const longer of ["0.20", "200", "1.20", "20.5", "120", "20,000", "a20"]) {
    assert.equal(text(`It is ${longer}.`, "20").faults.length, 1, longer);
  }
  assert.deepEqual(text("It is 20.", "20").faults, []);
  assert.deepEqual(text("PM2.5 and 2.5", "2.5", "PM2.5").faults, []);
});

Deno.test("resolveNumbers() says which constants are stated", () => {
  assert.deepEqual([...text("NO2 and CO", "NO2", "8 hours").used].map(({ text }) => text), ["NO2"]);
});

for (
  const [value, form, expected] of [
    [1234.5678, "2", "1,234.57"],
    [-0.5, "1", "−0.5"],
    [-0.01, "1", "0.0"],
    [0.5, "+1", "+0.5"],
    [-0.5, "+1", "−0.5"],
    [0.1234, "%1", "12.3 %"],
    [0.00004, "p", "< 0.001"],
    [0.0234, "p", "0.023"],
    [8, "hour", "08:00"],
    [24, "hour", undefined],
    [2004, "year", "2004"],
    [2004.5, "year", undefined],
    [0, "weekday", "Monday"],
    [12, "month", "December"],
    [13, "month", undefined],
    ["2004-03-10T18:00:00Z", "date", "2004-03-10"],
    ["rising", "text", "rising"],
    [null, "2", undefined],
    [NaN, "2", undefined],
    ["0.5", "1", undefined],
  ] as const
) {
  Deno.test(`formatNumber() gives ${value} as ${form}: ${expected}`, () => {
    assert.equal(formatNumber(value, form), expected);
  });
}
