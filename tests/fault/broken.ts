import { PipelineError } from "../../pipeline/common/mod.ts";
import { copyFolder } from "./copy_folder.ts";

/** A piece of a file's text and what stands in its place. */
interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** A broken sink, and the test that always catches it: random faults catch most of them too, but not in each series. */
interface Variant {
  readonly edits: readonly Edit[];
  readonly caughtBy: { readonly file: string; readonly test: string };
}

const edit = (file: string, from: string, to: string): Edit => ({ file: `pipeline/${file}`, from, to });
const READ_OFFSET = "    const found = await broker.committedOffset();\n";
const FENCE = "  const transactor = await broker.openTransactor();\n";
const COMMIT = "commit({ sends, after: writing, nextOffset, metadata })";

const inPartition = (test: string) => ({ file: "sink/partition_test.ts", test });
const inProtocol = (test: string) => ({ file: "lake/protocol/protocol_test.ts", test });

/**
 * The sink with one of its safeguards taken out, each a way in which such a sink is really written.
 *
 * Left-out flushes are not among them: what a process wrote outlives its kill without any; only a power cut would tell. An epoch that is
 * claimed without a condition is not either: tests/lake/protocol/protocol_test.ts lets claimants race.
 */
export const VARIANTS: Readonly<Record<string, Variant>> = {
  "commit-before-parts": {
    edits: [edit("sink/rotation.ts", COMMIT, "commit({ sends, nextOffset, metadata })")],
    caughtBy: inPartition(
      "a commit finds every part of its rotation stored, in the manifest that it names, and in no table",
    ),
  },
  "publish-before-commit": {
    edits: [edit(
      "sink/rotation.ts",
      COMMIT,
      "commit({ sends, after: writing.then(({ manifest }) => manifest && publish(lake.logOf, groupId, manifest)), nextOffset, metadata })",
    )],
    caughtBy: inPartition(
      "a commit finds every part of its rotation stored, in the manifest that it names, and in no table",
    ),
  },
  "publish-without-txn-check": {
    edits: [
      edit("lake/protocol/publish.ts", "      if (reach >= nextOffset) return null;\n", ""),
      edit("lake/protocol/publish.ts", "      requireNewest(snapshot, appId, epoch);\n", ""),
      edit("lake/protocol/publish.ts", "      requireReach(table, manifest, reach, after);\n", ""),
    ],
    caughtBy: inProtocol(
      "publish() adds nothing when a successor has published the manifest and its files were compacted since",
    ),
  },
  "metadata-ignored": {
    edits: [edit("sink/takeover.ts", 'found?.metadata ?? ""', "NO_MANIFEST")],
    caughtBy: inPartition(
      "a process that dies after its commit with 30 rows published leaves the rest to the next owner",
    ),
  },
  "blind-put": {
    edits: [edit(
      "lake/delta/log.ts",
      "if (!await this.#store.putIfAbsent(path, formatCommit(all))) continue;",
      "await this.#store.put(path, formatCommit(all));",
    )],
    caughtBy: inProtocol(
      "each row is in the tables once and never before its commit, whoever stalls, dies or wakes up",
    ),
  },
  "no-fencing": {
    edits: [
      edit("broker/transaction.ts", "`${groupId}-${name}`", "`${groupId}-${name}-${crypto.randomUUID()}`"),
    ],
    caughtBy: {
      file: "integration/consume_test.ts",
      test: "openTransactor() fences the one before it, whose open transaction is then gone",
    },
  },
  "offset-before-fence": {
    edits: [
      edit("sink/takeover.ts", READ_OFFSET, ""),
      edit("sink/takeover.ts", FENCE, READ_OFFSET.trimStart().replace("const", "  const") + FENCE),
    ],
    caughtBy: {
      file: "sink/takeover_test.ts",
      test: "takeOver() reads the committed offset only after the former owner cannot move it any more",
    },
  },
  "parts-deleted-on-failed-commit": {
    edits: [edit(
      "sink/rotation.ts",
      "      if (error !== failure?.error) return await onRefused(error);\n",
      `      for (const { table, files } of (await writing).manifest?.tables ?? []) {
        for (const { path } of files) await lake.store.remove(\`\${table}/\${path}\`);
      }
      if (error !== failure?.error) return await onRefused(error);\n`,
    )],
    caughtBy: inPartition("a commit whose answer is lost after it counts costs no row and doubles none"),
  },
};

/**
 * Copies the checkout's code to a folder of its own and breaks it.
 *
 * @returns the folder, to be removed by the caller
 * @throws {PipelineError} `internal` where an edit does not fit exactly once: the code has changed, and the edit must follow
 */
export async function makeBroken(root: string, edits: readonly Edit[]): Promise<string> {
  const copy = await Deno.makeTempDir({ prefix: "fault-broken-" });
  for (const folder of ["pipeline", "tasks", "tests"]) {
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
