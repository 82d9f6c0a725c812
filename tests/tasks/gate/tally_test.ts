import assert from "node:assert/strict";
import {
  fileText,
  notPassedText,
  readJunit,
  slowestText,
  tallyText,
  type TestCase,
  withCrashes,
} from "../../../tasks/gate/tally.ts";

const XML = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="deno test" tests="4" failures="1" errors="0" time="0.003">
    <testsuite name="./tests/a_test.ts" tests="4" disabled="1" errors="0" failures="1">
        <testcase name="f() is &lt;1&gt; when &amp; &quot;y&quot;" classname="./tests/a_test.ts" time="0.001" line="1" col="6">
        </testcase>
        <testcase name="f() fails" classname="./tests/a_test.ts" time="0.001" line="2" col="6">
            <failure message="Uncaught Error: no">Error: &lt;skipped/&gt;</failure>
        </testcase>
        <testcase name="f() reads (AIR_QUALITY_CSV is not set)" classname="./tests/a_test.ts" time="0.000" line="3" col="6">
            <skipped/>
        </testcase>
    </testsuite>
</testsuites>`;

Deno.test("readJunit() gives each test with its outcome", () => {
  assert.deepEqual(readJunit(XML), [
    { file: "tests/a_test.ts", name: 'f() is <1> when & "y"', outcome: "passed", seconds: 0.001 },
    { file: "tests/a_test.ts", name: "f() fails", outcome: "failed", seconds: 0.001, failure: "Error: <skipped/>" },
    { file: "tests/a_test.ts", name: "f() reads (AIR_QUALITY_CSV is not set)", outcome: "skipped", seconds: 0 },
  ]);
});

Deno.test("readJunit() gives none when there is no file", () => assert.deepEqual(readJunit(""), []));

const one = (outcome: TestCase["outcome"]): TestCase => ({ file: "a", name: "x", outcome, seconds: 1 });

Deno.test("withCrashes() leaves the tests alone when all files are there and the status is 0", () => {
  assert.deepEqual(withCrashes(["a"], [one("passed")], 0), [one("passed")]);
});

Deno.test("withCrashes() adds one failure for each file that is not there", () => {
  const cases = withCrashes(["a", "b", "c"], [one("passed")], 1);
  assert.deepEqual(cases.slice(1).map(({ file, outcome }) => [file, outcome]), [["b", "failed"], ["c", "failed"]]);
});

Deno.test("withCrashes() adds one failure when the process failed and no test did", () => {
  assert.equal(tallyText(withCrashes(["a"], [one("passed")], 137)), "1 passed, 1 failed, 0 skipped");
});

Deno.test("withCrashes() adds none when the process failed as its tests did", () => {
  assert.equal(tallyText(withCrashes(["a"], [one("passed"), one("failed")], 1)), "1 passed, 1 failed, 0 skipped");
});

Deno.test("tallyText() counts passed, failed and skipped, also where there are none", () => {
  assert.equal(tallyText([]), "0 passed, 0 failed, 0 skipped");
  assert.equal(tallyText([one("passed"), one("skipped")]), "1 passed, 0 failed, 1 skipped");
});

Deno.test("notPassedText() shows the error of a test that failed, up to a limit", () => {
  const failure = Array.from({ length: 100 }, (_, n) => `line ${n}`).join("\n");
  const lines = notPassedText([{ ...one("failed"), failure }, one("passed"), one("skipped")]);
  assert.deepEqual(lines.slice(0, 4), ["skipped  a: x", "FAILED  a: x", "  line 0", "  line 1"]);
  assert.equal(lines.length, 42);
});

Deno.test("slowestText() sums up the tests of a file, without their steps, and puts the slowest first", () => {
  const cases = [one("passed"), { ...one("passed"), name: "x > step" }, { ...one("failed"), file: "b", seconds: 2.5 }];
  assert.deepEqual(slowestText(cases).split("\n"), ["slowest:", "        2.5 s  b", "        1.0 s  a"]);
});

Deno.test("fileText() says whether all of a file's tests passed", () => {
  assert.equal(fileText("a", [one("passed"), one("skipped")]), "ok      2.0 s  a: 1 passed, 0 failed, 1 skipped");
  assert.match(fileText("a", [one("passed"), one("failed")]), /^FAIL /);
});
