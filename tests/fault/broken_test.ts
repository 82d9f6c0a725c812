import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { TEST_PERMISSIONS } from "../../tasks/gate/test_permissions.ts";
import { runToEnd } from "../support/process.ts";
import { makeBroken, VARIANTS } from "./broken.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

for (const [name, { edits, caughtBy: { file, test } }] of Object.entries(VARIANTS)) {
  Deno.test(`${file} fails when the sink is broken as ${name}`, async () => {
    const copy = await makeBroken(root, edits);
    try {
      const args = [
        "test",
        "--quiet",
        "--no-check",
        "--frozen",
        ...TEST_PERMISSIONS,
        "--filter",
        test,
        `tests/${file}`,
      ];
      const { code, stdout } = await runToEnd("deno", args, { cwd: copy, env: { NO_COLOR: "1" } });
      assert.match(stdout, /FAILED \| 0 passed .*\| 1 failed/);
      assert.equal(code, 1);
    } finally {
      await Deno.remove(copy, { recursive: true });
    }
  });
}

Deno.test("makeBroken() refuses an edit that does not fit, and leaves nothing behind", async () => {
  const edits = [{ file: "pipeline/sink/mod.ts", from: "no such text", to: "" }];
  await assert.rejects(makeBroken(root, edits), { code: "internal" });
});
