import assert from "node:assert/strict";
import { ByteWriter } from "../../pipeline/common/mod.ts";

const textOf = (out: ByteWriter) => new TextDecoder().decode(out.view());

Deno.test("ByteWriter.digits() writes a whole number as JSON does when it has any number of digits", () => {
  for (const value of [0, 7, 9, 10, 99, 100, 12_345, 2 ** 31, 999_999_999_999, Number.MAX_SAFE_INTEGER]) {
    const out = new ByteWriter();
    out.digits(value);
    assert.equal(textOf(out), JSON.stringify(value));
  }
});

Deno.test("ByteWriter.append() and ascii() keep all bytes when short and long ones make it grow", () => {
  const out = new ByteWriter();
  let expected = "";
  for (let length = 0; length < 600; length++) {
    const text = String(length % 10).repeat(length);
    if (length % 2 === 0) out.append(new TextEncoder().encode(text));
    else out.ascii(text);
    expected += text;
  }
  assert.ok(expected.length > 65_536);
  assert.equal(textOf(out), expected);
});
