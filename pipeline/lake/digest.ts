import { createHash } from "node:crypto";
import { PipelineError } from "../common/mod.ts";
import { readLake } from "./snapshot.ts";
import { compactedDigest, soundDigest } from "./sound.ts";
import type { LakeAt } from "./store/mod.ts";
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
 * pace, batches, consumers, restarts, the kind of store or when it was made; only on the messages and their offsets.
 *
 * @throws {PipelineError} `lake_mismatch` where a date is not compacted yet, or a file is damaged
 *
 * @example
 * ```ts
 * import { digestFiles, digestLake } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(await digestLake("no such folder"), digestFiles([]));
 * ```
 */
export function digestLake(lake: LakeAt): Promise<string> {
  return readLake(lake, [SILVER.name], async (snapshot) => {
    const files = snapshot.files(SILVER.name);
    const open = files.filter((file) => compactedDigest(file) === null);
    if (open.length > 0) {
      throw new PipelineError(
        "lake_mismatch",
        `Cannot digest ${snapshot.location} as ${open.length} of its files are not compacted, such as ${SILVER.name}/${
          open[0]!.path
        }`,
        { hint: "merge them first: deno task compact" },
      );
    }
    const digests = [];
    for (const file of files) {
      const path = `${SILVER.name}/${file.path}`, digest = await soundDigest(file);
      if (digest === null) {
        throw new PipelineError(
          "lake_mismatch",
          `Cannot digest ${snapshot.location} as ${path} is not what was compacted there`,
          { hint: "restore it from a copy, or start over: deno task pipeline" },
        );
      }
      digests.push({ path, sha256: digest });
    }
    return digestFiles(digests);
  });
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
