import assert from "node:assert/strict";
import { type Fault, type FaultKind, type FaultLabels, measureRules } from "../../pipeline/evaluate/mod.ts";

const fault = (kind: FaultKind, lines: number[], expect: Fault["expect"] = []): Fault => ({
  id: 1,
  kind,
  lines,
  expect,
});

const labels = (faults: Fault[], baseline: FaultLabels["baseline"] = {}): FaultLabels => ({
  seed: 1,
  rate: 0.1,
  sourceSha256: "",
  faultySha256: "",
  ruleSet: "1",
  faults,
  baseline,
  levelBaseline: [],
});

/** Accepted lines from 2 on, by what is said of each. */
const accepted = (...flags: string[][]) =>
  new Map(flags.map((each, index) => [index + 2, { accepted: true, flags: each }]));

const EMPTY = {
  rule: "step",
  baseline: 0,
  kept: 0,
  expected: 0,
  truePositives: 0,
  falsePositives: 0,
  falseNegatives: 0,
  beside: 0,
  precision: null,
  recall: null,
};

const spike = (...lines: number[]) => fault("spike", lines, [{ flag: "step:t", lines }]);

const CASES: [string, FaultLabels, string[][], Partial<typeof EMPTY> | Record<string, unknown>][] = [
  ["nothing is flagged or expected", labels([]), [[]], {}],
  ["an expected flag is there", labels([spike(2)]), [["step:t"]], {
    expected: 1,
    truePositives: 1,
    precision: 1,
    recall: 1,
  }],
  ["an expected flag is not there", labels([spike(2)]), [[]], { expected: 1, falseNegatives: 1, recall: 0 }],
  ["the flag is of another channel", labels([spike(2)]), [["step:rh"]], {
    expected: 1,
    falseNegatives: 1,
    beside: 1,
    recall: 0,
  }],
  ["a line without a fault is flagged", labels([spike(2)]), [["step:t"], ["step:t"]], {
    expected: 1,
    truePositives: 1,
    falsePositives: 1,
    precision: 0.5,
    recall: 1,
  }],
  ["a fault that leaves the reading right is flagged", labels([fault("late_line", [2])]), [["step:t"]], {
    falsePositives: 1,
    precision: 0,
  }],
  ["a fault that no rule was to find is flagged", labels([fault("future_date", [2])]), [["step:t"]], { beside: 1 }],
  [
    "a line is flagged that is due another flag",
    labels([fault("decimal_point_line", [2], [{ flag: "schema_violation", lines: [2] }])]),
    [["schema_violation", "step:t"]],
    { beside: 1 },
  ],
  [
    "a flag comes before it is due",
    labels([fault("dead_channel", [2, 3], [{ flag: "step:t", lines: [3] }])]),
    [["step:t"], ["step:t"]],
    { expected: 1, truePositives: 1, beside: 1, precision: 1, recall: 1 },
  ],
  [
    "flags are there without the faults too",
    labels([], { "step:t": [[2, 3]], "step:rh": [[3, 3]] }),
    [["step:t"], ["step:rh"]],
    { baseline: 3, kept: 2 },
  ],
  [
    "a line with a fault was flagged without it",
    labels([spike(2)], { "step:t": [[2, 2]] }),
    [["step:t"]],
    {},
  ],
];

for (const [when, given, flags, expected] of CASES) {
  Deno.test(`measureRules() counts rightly when ${when}`, () => {
    const { rules } = measureRules(given, accepted(...flags), ["step"]);
    assert.deepEqual(rules, [{ ...EMPTY, ...expected }]);
  });
}

Deno.test("measureRules() tells by kind what was found, rejected and unnoticed, and by which rule", () => {
  const verdicts = new Map([
    [2, { accepted: true, flags: ["step:t", "flatline:t"] }],
    [3, { accepted: true, flags: ["flatline:t"] }],
    [4, { accepted: false, flags: ["duplicate"] }],
    [5, { accepted: true, flags: [] }],
  ]);
  const given = labels([fault("spike", [2, 3]), fault("spike", [4, 5])], { "flatline:t": [[2, 3]] });
  assert.deepEqual(measureRules(given, verdicts, ["step"]).kinds, [{
    kind: "spike",
    faults: 2,
    lines: 4,
    found: 2,
    foundBy: [{ rule: "duplicate", lines: 1 }, { rule: "step", lines: 1 }],
    rejected: 1,
    unnoticed: 2,
    leaves: "wrong",
  }]);
});

Deno.test("measureRules() leaves a header's fault out when it counts lines", () => {
  const [kind] = measureRules(labels([fault("byte_order_mark", [1])]), new Map(), []).kinds;
  assert.deepEqual([kind?.faults, kind?.lines], [1, 0]);
});

Deno.test("measureRules() refuses labels of a line that was not judged", () => {
  assert.throws(() => measureRules(labels([spike(9)]), accepted([]), ["step"]), {
    code: "lake_mismatch",
    message: /line 9 of the labels \(spike\)/,
  });
});
