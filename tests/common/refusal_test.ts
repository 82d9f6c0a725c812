import assert from "node:assert/strict";
import { isDiskFull, isDiskRefusal } from "../../pipeline/common/mod.ts";

const withCode = (code: string) => Object.assign(new Error("cannot write (os error 99)"), { code });

const ERRORS: [what: string, error: unknown, isFull: boolean, isRefusal: boolean][] = [
  ["ENOSPC", withCode("ENOSPC"), true, true],
  ["EDQUOT", withCode("EDQUOT"), true, true],
  ["EROFS", withCode("EROFS"), false, true],
  ["EFBIG", withCode("EFBIG"), false, true],
  ["EACCES", withCode("EACCES"), false, false],
  ["a code that contradicts the text", Object.assign(new Error("(os error 28)"), { code: "EACCES" }), false, false],
  ["Deno's text", new Error("No space left on device (os error 28)"), true, true],
  ["Polars' text", new Error("Os { code: 28, kind: StorageFull }"), true, true],
  ["a full quota", new Error("Disk quota exceeded (os error 122)"), true, true],
  ["a read-only disk", new Error("Read-only file system (os error 30)"), false, true],
  ["a missing file", new Error("No such file or directory (os error 2)"), false, false],
  ["Polars' missing file", new Error("Os { code: 2, kind: NotFound }"), false, false],
  ["a damaged file", new Error("parquet: File out of specification: the footer is damaged"), false, false],
  ["what is not an error", "os error 28", false, false],
];

for (const [what, error, isFull, isRefusal] of ERRORS) {
  Deno.test(`isDiskFull() is ${isFull} and isDiskRefusal() ${isRefusal} for ${what}`, () => {
    assert.equal(isDiskFull(error), isFull);
    assert.equal(isDiskRefusal(error), isRefusal);
  });
}
