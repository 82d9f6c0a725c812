import assert from "node:assert/strict";
import { planTests, secondsOf, SLOW_FILES } from "../../../tasks/gate/test_plan.ts";

const SLOW = Object.keys(SLOW_FILES);

Deno.test("planTests() begins with the slowest file, alone", () => {
  const [first] = planTests(["tests/a_test.ts", ...SLOW.toReversed()]);
  assert.deepEqual(first, { files: ["tests/integration/random_faults_test.ts"], seconds: 150 });
});

Deno.test("planTests() has each file once, quick ones together", () => {
  const quick = Array.from({ length: 50 }, (_, index) => `tests/lake/f${index}_test.ts`);
  const groups = planTests([...quick, ...SLOW, "tests/integration/new_test.ts"]);
  assert.deepEqual(
    groups.flatMap(({ files }) => files).sort(),
    [...quick, ...SLOW, "tests/integration/new_test.ts"].sort(),
  );
  assert.ok(groups.length <= SLOW.length + 4, String(groups.length));
  for (const { files, seconds } of groups) {
    assert.equal(seconds, files.reduce((sum, file) => sum + secondsOf(file), 0));
    assert.ok(files.length === 1 || seconds <= 20);
  }
});

Deno.test("planTests() plans nothing when there is no file", () => assert.deepEqual(planTests([]), []));

Deno.test("SLOW_FILES are files of this repository", async () => {
  for (const file of SLOW) assert.ok((await Deno.stat(new URL(`../../../${file}`, import.meta.url))).isFile, file);
});
