import assert from "node:assert/strict";
import { isDiskRefusal } from "../../pipeline/lake/refusal.ts";
import { PipelineError } from "../../pipeline/common/mod.ts";
import { lakeRefusal } from "../../pipeline/lake/mod.ts";

const REFUSALS = [
  "No space left on device (os error 28): writefile 'x'",
  "Read-only file system (os error 30): open 'x'",
  'called `Result::unwrap()` on an `Err` value: Os { code: 30, kind: ReadOnlyFilesystem, message: "Read-only file system" }',
];
for (const message of REFUSALS) {
  Deno.test(`lakeRefusal() takes for a refusal of the system: ${message}`, () => {
    const error = lakeRefusal("lake", new Error(message));
    assert.ok(error instanceof PipelineError);
    assert.equal(error.code, "no_permission");
  });
}

Deno.test("lakeRefusal() leaves our own errors and faults of the program as they are", () => {
  for (const error of [new PipelineError("fenced", "os error 1"), new RangeError("Invalid array length"), "text"]) {
    assert.equal(lakeRefusal("lake", error), error);
  }
});

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
