import { PipelineError } from "../../pipeline/common/mod.ts";
import { copyFolder } from "./copy_folder.ts";

/** A piece of a file's text and what stands in its place. */
interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const edit = (file: string, from: string, to: string): Edit => ({ file: `pipeline/${file}`, from, to });
const READ_OFFSET = "    const found = await broker.committedOffset();\n";
const FENCE = "  const transactor = await broker.openTransactor();\n";
const COMMIT = "commit({ sends, after: writing, nextOffset, metadata })";

/**
 * The sink with one of its safeguards taken out, each a way in which such a sink is really written. The runner must notice.
 *
 * Left-out flushes are not among them: what a process wrote outlives its kill without any; only a power cut would tell. A conditional write
 * that is repeated without its condition, and an epoch that is claimed without one, need races that random faults seldom meet:
 * tests/lake/protocol/protocol_test.ts catches the first under a scheduler, and the second by claimants that race.
 */
export const VARIANTS: Readonly<Record<string, readonly Edit[]>> = {
  "commit-before-parts": [edit("sink/rotation.ts", COMMIT, "commit({ sends, nextOffset, metadata })")],
  "publish-before-commit": [
    edit(
      "sink/rotation.ts",
      COMMIT,
      "commit({ sends, after: writing.then(({ manifest }) => manifest && publish(lake.logOf, groupId, manifest)), nextOffset, metadata })",
    ),
  ],
  "publish-without-txn-check": [
    edit("lake/protocol/publish.ts", "      if (reach >= nextOffset) return null;\n", ""),
    edit("lake/protocol/publish.ts", "      requireNewest(snapshot, appId, epoch);\n", ""),
    edit("lake/protocol/publish.ts", "      requireReach(table, manifest, reach, after);\n", ""),
  ],
  "metadata-ignored": [edit("sink/takeover.ts", 'found?.metadata ?? ""', "NO_MANIFEST")],
  "blind-put": [
    edit(
      "lake/delta/log.ts",
      "if (!await this.#store.putIfAbsent(path, formatCommit(all))) continue;",
      "await this.#store.put(path, formatCommit(all));",
    ),
  ],
  "no-fencing": [
    edit("broker/transaction.ts", "`${groupId}-${name}`", "`${groupId}-${name}-${crypto.randomUUID()}`"),
  ],
  "offset-before-fence": [
    edit("sink/takeover.ts", READ_OFFSET, ""),
    edit("sink/takeover.ts", FENCE, READ_OFFSET.trimStart().replace("const", "  const") + FENCE),
  ],
  "parts-deleted-on-failed-commit": [
    edit(
      "sink/rotation.ts",
      "      if (error !== failure?.error) return await onRefused(error);\n",
      `      for (const { table, files } of (await writing).manifest?.tables ?? []) {
        for (const { path } of files) await lake.store.remove(\`\${table}/\${path}\`);
      }
      if (error !== failure?.error) return await onRefused(error);\n`,
    ),
  ],
};

/**
 * Copies the checkout's code to a folder of its own and breaks it.
 *
 * @returns the folder, to be removed by the caller
 * @throws {PipelineError} `internal` where an edit does not fit exactly once: the code has changed, and the edit must follow
 */
export async function makeBroken(root: string, edits: readonly Edit[]): Promise<string> {
  const copy = await Deno.makeTempDir({ prefix: "fault-broken-" });
  for (const folder of ["pipeline", "tests/fault", "tests/support"]) {
    await copyFolder(`${root}/${folder}`, `${copy}/${folder}`);
  }
  for (const file of ["deno.json", "deno.lock"]) await Deno.copyFile(`${root}/${file}`, `${copy}/${file}`);
  await Deno.symlink(await Deno.realPath(`${root}/node_modules`), `${copy}/node_modules`);
  for (const { file, from, to } of edits) {
    const text = await Deno.readTextFile(`${copy}/${file}`);
    const times = text.split(from).length - 1;
    if (times !== 1) {
      await Deno.remove(copy, { recursive: true });
      throw new PipelineError("internal", `Cannot break ${file} as expected one "${from.trim()}" in it, got ${times}`);
    }
    await Deno.writeTextFile(`${copy}/${file}`, text.replace(from, () => to));
  }
  return copy;
}
