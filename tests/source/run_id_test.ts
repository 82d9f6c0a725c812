import assert from "node:assert/strict";
import { formatRunId, isOfFile, parseRunId } from "../../pipeline/source/run_id.ts";

const sha256 = "13277ae5d8581e80b7be09d47c7d3d06fe9b8e957078f2cf6e859f955e62f996";

for (
  const { id, looped } of [
    { id: "20261122T160302123Z-13277ae5d858", looped: false },
    { id: "20261122T160302123Z-13277ae5d858-loop", looped: true },
  ]
) {
  Deno.test(`formatRunId() gives ${id}, which parseRunId() reads back`, () => {
    const startedAt = "2026-11-22T16:03:02.123Z";
    assert.equal(formatRunId({ startedAt, sha256, looped }), id);
    assert.deepEqual(parseRunId(id), { startedAt, sha256: "13277ae5d858", looped });
  });
}

Deno.test("formatRunId() gives the milliseconds also when the moment is told without", () => {
  const id = formatRunId({ startedAt: "2026-11-22T16:03:02Z", sha256, looped: false });
  assert.equal(id, "20261122T160302000Z-13277ae5d858");
});

for (
  const text of [
    "",
    "r1",
    "20261122T160302Z-4f2a",
    "20261122T160302123Z-13277AE5D858",
    "x20261122T160302123Z-13277ae5d858",
  ]
) {
  Deno.test(`parseRunId() gives null for "${text}"`, () => assert.equal(parseRunId(text), null));
}

Deno.test("isOfFile() tells the file of a run from others", () => {
  const run = parseRunId("20261122T160302123Z-13277ae5d858")!;
  assert.ok(isOfFile(run, sha256));
  assert.ok(!isOfFile(run, sha256.replace("d858", "d859")));
});
