import assert from "node:assert/strict";
import { isDiskRefusal } from "../../pipeline/lake/refusal.ts";

for (
  const [text, expected] of [
    ["No space left on device (os error 28)", true],
    ["Os { code: 28, kind: StorageFull }", true],
    ["Read-only file system (os error 30)", true],
    ["Disk quota exceeded (os error 122)", true],
    ["No such file or directory (os error 2)", false],
    ["parquet: File out of specification: the footer is damaged", false],
    ["Os { code: 2, kind: NotFound }", false],
  ] as const
) {
  Deno.test(`isDiskRefusal() is ${expected} for: ${text}`, () => {
    assert.equal(isDiskRefusal(new Error(text)), expected);
  });
}
