import assert from "node:assert/strict";
import { PipelineError } from "../../pipeline/common/mod.ts";
import { writeReport } from "../../pipeline/document/mod.ts";

async function withFolder(use: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await use(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("writeReport() makes the folder, replaces files and leaves no temporary one", () =>
  withFolder(async (dir) => {
    await writeReport(`${dir}/reports/quality`, new Map([["a.md", "old"], ["b.md", "b"]]));
    await writeReport(`${dir}/reports/quality`, new Map([["a.md", "new"]]));
    assert.equal(await Deno.readTextFile(`${dir}/reports/quality/a.md`), "new");
    assert.deepEqual([...Deno.readDirSync(`${dir}/reports/quality`)].map((entry) => entry.name).sort(), [
      "a.md",
      "b.md",
    ]);
  }));

Deno.test("writeReport() names the folder when it is a file", () =>
  withFolder(async (dir) => {
    await Deno.writeTextFile(`${dir}/reports`, "");
    await assert.rejects(
      writeReport(`${dir}/reports`, new Map([["a.md", "a"]])),
      (error) =>
        error instanceof PipelineError && error.code === "no_permission" && error.message.includes(`${dir}/reports`),
    );
  }));
