import assert from "node:assert/strict";
import { count, measure, plural, share } from "../../pipeline/document/number_text.ts";

for (
  const [part, whole, expected] of [
    [0, 0, "–"],
    [0, 10, "0.0 %"],
    [10, 10, "100.0 %"],
    [1, 8, "12.5 %"],
    [1, 10_000, "< 0.1 %"],
    [9_999, 10_000, "> 99.9 %"],
  ] as const
) {
  Deno.test(`share() says "${expected}" when given ${part} of ${whole}`, () =>
    assert.equal(share(part, whole), expected));
}

Deno.test("count() separates thousands", () => assert.equal(count(1234567), "1,234,567"));

for (const [value, expected] of [[null, "–"], [0.1847, "0.1847"], [1099.8331, "1,100"], [-1.9, "-1.9"]] as const) {
  Deno.test(`measure() says "${expected}" when given ${value}`, () => assert.equal(measure(value), expected));
}

Deno.test("plural() adds an s except for one", () => {
  assert.deepEqual([0, 1, 2].map((value) => plural(value, "check")), ["0 checks", "1 check", "2 checks"]);
});
