import assert from "node:assert/strict";
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
