import { PipelineError, writeWhole } from "../common/mod.ts";

/**
 * Writes rendered files into `dir`, which is made if need be. Each is replaced as a whole: a reader never sees half of one.
 *
 * @throws {PipelineError} `no_permission` when the folder or a file in it cannot be written.
 * @example
 * ```ts
 * import { writeReport } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const dir = await Deno.makeTempDir();
 * await writeReport(dir, new Map([["quality.md", "# Report"]]));
 * assert.equal(await Deno.readTextFile(`${dir}/quality.md`), "# Report");
 * await Deno.remove(dir, { recursive: true });
 * ```
 */
export async function writeReport(dir: string, files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  try {
    await Deno.mkdir(dir, { recursive: true });
    for (const [name, content] of files) {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      await writeWhole(`${dir}/${name}`, (temporary) => Deno.writeFile(temporary, bytes));
    }
  } catch (cause) {
    throw new PipelineError("no_permission", `Cannot write the report to ${dir}: ${(cause as Error).message}`, {
      hint: "check that the folder is writable and the disk has space, or name another one with --report-dir",
      cause,
    });
  }
}
