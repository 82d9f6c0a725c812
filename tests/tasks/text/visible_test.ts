import assert from "node:assert/strict";
import { visible, visibleJson } from "../../../tasks/text/visible.ts";

const CASES: [string, string][] = [
  ["plain µg/m³ ‰ 中 🌫", "plain µg/m³ ‰ 中 🌫"],
  ["a\x1b[31mred\x07", "a\\u{1b}[31mred\\u{7}"],
  ["line\nbreak\r\u2028", "line\\u{a}break\\u{d}\\u{2028}"],
  ["abc\u202edcba\u200f", "abc\\u{202e}dcba\\u{200f}"],
  ["zero\u200bwidth\ufeff\x9b", "zero\\u{200b}width\\u{feff}\\u{9b}"],
  ["lone\ud800", "lone\\u{d800}"],
  ["tag\u{e0041}", "tag\\u{e0041}"],
];
for (const [given, expected] of CASES) {
  Deno.test(`visible() gives ${expected}`, () => assert.equal(visible(given), expected));
}

Deno.test("visibleJson() shows nothing that acts on a terminal, and reads back as it was", () => {
  const value = Object.fromEntries(CASES.map(([given], at) => [`key ${at} \u202e`, [given, { at }]]));
  const json = visibleJson(value);
  assert.deepEqual(JSON.parse(json), value);
  assert.doesNotMatch(json.replaceAll("\n", ""), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
});
