import { PipelineError } from "../common/mod.ts";
import { readCompacted, sha256 } from "./compacted.ts";
import { readLake } from "./snapshot.ts";
import { SILVER } from "./table.ts";

/**
 * One digest of some files: the SHA-256 of the lines `<sha256>  <path>`, in the order of paths, as `sha256sum` prints them.
 *
 * @example
 * ```ts
 * import { digestFiles } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const files = [{ path: "b", sha256: "2" }, { path: "a", sha256: "1" }];
 * assert.equal(digestFiles(files), digestFiles(files.toReversed()));
 * ```
 */
export function digestFiles(files: readonly { readonly path: string; readonly sha256: string }[]): string {
  const lines = [...files].sort((a, b) => a.path < b.path ? -1 : 1).map(({ path, sha256 }) => `${sha256}  ${path}\n`);
  return sha256(new TextEncoder().encode(lines.join("")));
}

/**
 * The digest of a lake's silver, which is compacted: two lakes with the same have the same rows, byte for byte. It does not depend on
 * pace, batches, consumers, restarts or when it was made; only on the messages and their offsets.
 *
 * @throws {PipelineError} `lake_mismatch` where parts are not compacted yet, or a file is damaged or foreign
 *
 * @example
 * ```ts
 * import { digestFiles, digestLake } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(await digestLake("no such folder"), digestFiles([]));
 * ```
 */
export function digestLake(lakeDir: string): Promise<string> {
  return readLake(lakeDir, async ({ parts, compacted, foreign }) => {
    const cut = compacted.filter(({ overtaken }) => overtaken !== undefined);
    const open = [...parts.filter(({ kind }) => kind === SILVER.name), ...cut].map(({ path }) => path).concat(foreign);
    if (open.length > 0) {
      throw new PipelineError(
        "lake_mismatch",
        `Cannot digest ${lakeDir} as ${open.length} of its files are not compacted, such as ${open[0]}`,
        { hint: "merge them first: deno task compact" },
      );
    }
    for (const each of compacted) await readCompacted(lakeDir, each);
    return digestFiles(compacted.map(({ path, folded }) => ({ path, sha256: folded!.sha256 })));
  });
}
