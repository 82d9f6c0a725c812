import fc from "fast-check";
import assert from "node:assert/strict";
import { repeatedKeys } from "../../pipeline/validate/repeated_keys.ts";

const KNOWN = new Set(["a", "b", "ts"]);
const repeated = (text: string) => repeatedKeys(text, JSON.parse(text), KNOWN);

const TEXTS: [what: string, text: string, expected: string[]][] = [
  ["an empty object", "{}", []],
  ["each key once", '{"a":1,"b":2,"ts":"2024-01-01T00:00:00Z"}', []],
  ["a key twice", '{"a":1,"b":2,"a":1}', ["a"]],
  ["two keys, one of them three times", '{"a":1,"b":2,"a":3,"a":null,"b":2}', ["a", "b"]],
  ["a key twice, with spaces and line ends", '{ "a" : 1,\r\n\t"a"\n:\t2 }', ["a"]],
  ["a key that is written with an escape once", '{"a":1,"\\u0061":2}', ["a"]],
  ["a key twice, and a colon that is an escape", '{"ts":"18\\u003a00","a":1,"a":2}', ["a"]],
  ["a key twice, and colons in a text that is overwritten", '{"ts":"1:2","ts":"1"}', ["ts"]],
  ["a key that is unknown twice", '{"c":1,"c":2,"a":3}', []],
  ["what looks like a member in a text", '{"a":1,"ts":",\\"a\\":2","b":"\\\\"}', []],
  ["a text that is followed by a colon in a text", '{"ts":"\\":","a":1}', []],
  ["the same key in an object inside", '{"a":1,"c":{"a":2,"a":3},"b":[{"a":4}]}', []],
  ["a key twice, around an object inside", '{"a":1,"c":{"x":[1,{"y":2}]},"a":2}', ["a"]],
  ["a colon in a key", '{"x:y":1,"a":2}', []],
  ["an unusual key", '{"__proto__":1,"a":1,"toString":3,"":4}', []],
];

for (const [what, text, expected] of TEXTS) {
  Deno.test(`repeatedKeys() names known keys that come more than once, given ${what}`, () =>
    assert.deepEqual(repeated(text).sort(), expected));
}

Deno.test("repeatedKeys() finds a known key that comes more than once in any object, and no other", () => {
  const key = fc.oneof(fc.constantFrom("a", "b", "ts", "c", "a:", '"a"'), fc.string());
  fc.assert(
    fc.property(
      fc.array(fc.tuple(key, fc.jsonValue({ maxDepth: 2 })), { maxLength: 8 }),
      fc.constantFrom("", " ", "\n\t"),
      (members, space) => {
        const text = `{${
          members.map(([key, value]) => `${space}${JSON.stringify(key)}${space}:${space}${JSON.stringify(value)}`)
            .join(",")
        }}`;
        const expected = [...KNOWN].filter((known) => members.filter(([key]) => key === known).length > 1);
        assert.deepEqual(repeated(text).sort(), expected.sort());
      },
    ),
    { seed: 16, numRuns: 2_000 },
  );
});
