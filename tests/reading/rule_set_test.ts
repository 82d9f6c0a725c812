import fc from "fast-check";
import assert from "node:assert/strict";
import {
  DEFAULT_RULE_SET,
  encodeRuleSet,
  FIELDS,
  NOTE_CODES,
  parseRuleSet,
  REASON_CODES,
  RULES,
  type RuleSet,
  ruleSetVersion,
} from "../../pipeline/reading/mod.ts";

const indexOf = (name: string) => FIELDS.findIndex((field) => field.name === name);

Deno.test("parseRuleSet() changes what is said and nothing else", () => {
  const text = '{"ranges":{"nox_gt":{"max":2000}},"accept":{"minValues":8},"numericText":true,' +
    '"notes":{"flatline":{"hours":{"t":9}},"step":{"maxPerHour":{"t":null}},"deadChannel":{"days":3}}}';
  const rules = parseRuleSet(text);
  const at = indexOf("nox_gt"), t = indexOf("t");
  const { notes, ...rest } = DEFAULT_RULE_SET;
  assert.deepEqual(rules, {
    ...rest,
    ranges: rest.ranges.with(at, { min: 0, max: 2000 }),
    accept: { minPollutants: 1, minValues: 8 },
    numericText: true,
    notes: {
      ...notes,
      flatline: { hours: notes.flatline.hours.with(t, 9) },
      step: { maxPerHour: notes.step.maxPerHour.with(t, Infinity) },
      deadChannel: { days: 3 },
    },
  });
});

Deno.test("parseRuleSet() takes null for no limit, at either end", () => {
  const rules = parseRuleSet('{"ranges":{"t":{"min":null,"max":null}},"notes":{"flatline":{"hours":null}}}');
  assert.deepEqual(rules.ranges[indexOf("t")], { min: -Infinity, max: Infinity });
  assert.deepEqual(rules.notes.flatline.hours, FIELDS.map(() => Infinity));
});

const FAULTY: [string, RegExp][] = [
  ["", /expected JSON/],
  ["[]", /its top: expected an object/],
  ['{"range":{}}', /unknown key "range"/],
  ['{"ranges":{"nox":{}}}', /unknown key "nox" in ranges/],
  ['{"ranges":{"nox_gt":{"maximum":1}}}', /unknown key "maximum" in ranges\.nox_gt/],
  ['{"ranges":{"nox_gt":{"max":"1"}}}', /ranges\.nox_gt\.max: expected a number/],
  ['{"ranges":{"nox_gt":{"max":1e999}}}', /ranges\.nox_gt\.max: expected a number/],
  ['{"ranges":{"nox_gt":{"max":-1}}}', /ranges\.nox_gt: expected min at most max/],
  ['{"accept":{"minPollutants":6}}', /accept\.minPollutants: expected 5 or less/],
  ['{"accept":{"minValues":0.5}}', /accept\.minValues: expected a whole number/],
  ['{"numericText":"yes"}', /numericText: expected true or false/],
  ['{"notes":{"flatline":{"hours":1}}}', /notes\.flatline\.hours: expected 2 hours or more/],
  ['{"notes":{"flatline":{"hours":{"t":"8"}}}}', /notes\.flatline\.hours\.t: expected a whole number/],
  ['{"notes":{"step":{"maxPerHour":{"t":0}}}}', /notes\.step\.maxPerHour\.t: expected a number over 0/],
  ['{"notes":{"deadChannel":{"days":61}}}', /notes\.deadChannel\.days: expected 60 days or less/],
  ['{"numericText":1,"accept":{"minValues":14}}', /accept\.minValues: expected 13 or less; numericText: expected true/],
];
for (const [text, message] of FAULTY) {
  Deno.test(`parseRuleSet() names the faults of ${text || "nothing"}`, () => {
    assert.throws(() => parseRuleSet(text), { code: "usage", message });
  });
}

const limit = fc.oneof(fc.integer({ min: 1, max: 500 }), fc.constant(null));
const byField = <T>(value: fc.Arbitrary<T>) =>
  fc.record(Object.fromEntries(FIELDS.map(({ name }) => [name, value])), { requiredKeys: [] });
const ruleFile = fc.record({
  ranges: byField(fc.record({ min: fc.integer({ min: -900, max: 0 }), max: limit }, { requiredKeys: [] })),
  accept: fc.record({ minPollutants: fc.nat(5), minValues: fc.nat(13) }, { requiredKeys: [] }),
  numericText: fc.boolean(),
  notes: fc.record({
    flatline: fc.record({ hours: byField(fc.integer({ min: 2, max: 99 })) }, { requiredKeys: [] }),
    step: fc.record({ maxPerHour: byField(limit) }, { requiredKeys: [] }),
    deadChannel: fc.record({ days: fc.integer({ min: 1, max: 60 }) }, { requiredKeys: [] }),
    calibrationHour: fc.record({ days: fc.integer({ min: 1, max: 30 }) }, { requiredKeys: [] }),
  }, { requiredKeys: [] }),
}, { requiredKeys: [] });

Deno.test("encodeRuleSet() is read back as the same rules, under the same version", () => {
  fc.assert(fc.property(ruleFile, (file) => {
    const rules = parseRuleSet(JSON.stringify(file));
    const again = parseRuleSet(encodeRuleSet(rules));
    assert.deepEqual(again, rules);
    assert.equal(ruleSetVersion(again), ruleSetVersion(rules));
  }));
});

Deno.test("ruleSetVersion() differs with every threshold", () => {
  const { notes } = DEFAULT_RULE_SET;
  const others: Partial<RuleSet>[] = [
    {},
    { numericText: true },
    { accept: { minPollutants: 2, minValues: 0 } },
    { accept: { minPollutants: 1, minValues: 1 } },
    ...FIELDS.map((_, at) => ({ ranges: DEFAULT_RULE_SET.ranges.with(at, { min: -7, max: 7 }) })),
    ...FIELDS.map((_, at) => ({ notes: { ...notes, flatline: { hours: notes.flatline.hours.with(at, 77) } } })),
    ...FIELDS.map((_, at) => ({ notes: { ...notes, step: { maxPerHour: notes.step.maxPerHour.with(at, 77) } } })),
    { notes: { ...notes, deadChannel: { days: 1 } } },
    { notes: { ...notes, calibrationHour: { days: 1 } } },
  ];
  const versions = others.map((other) => ruleSetVersion({ ...DEFAULT_RULE_SET, ...other }));
  assert.equal(new Set(versions).size, others.length);
});

Deno.test("RULES has every code, in the order of the lists, each with its source and justification", () => {
  assert.deepEqual([...new Set(RULES.map(({ code }) => code))], [...REASON_CODES, ...NOTE_CODES]);
  for (const rule of RULES) {
    for (const text of [rule.what, rule.source, rule.justification]) assert.ok(text.length > 3, JSON.stringify(rule));
  }
  for (const code of ["out_of_range", "flatline", "step"]) {
    assert.deepEqual(
      RULES.filter((rule) => rule.code === code).map(({ field }) => field),
      FIELDS.map(({ name }) => name),
    );
  }
});

Deno.test("parseRuleSet() reads a file that begins with a byte order mark as without", () =>
  assert.deepEqual(parseRuleSet('\ufeff{"numericText":true}\r\n'), parseRuleSet('{"numericText":true}')));

Deno.test("parseRuleSet() names the file and the cause of what is not JSON", () =>
  assert.throws(() => parseRuleSet("{,}", "rules/mine.json"), {
    code: "usage",
    message: /Cannot take rules\/mine\.json as a rule set: expected JSON, got text that is not JSON \(.+\)/,
  }));
