import { basename } from "node:path";
import { PipelineError } from "../common/mod.ts";
import { digestFile, type Digests } from "./file.ts";
import { isSynthetic } from "./sample.ts";

/** A file and which one it is by its content: what is read of it later is compared with its digests. */
export interface SourceFile extends Digests {
  path: string;
  /** File name without its folder. */
  name: string;
  /** True for data that was generated. */
  synthetic: boolean;
}

/**
 * Reads a file through to tell which one it is.
 *
 * @throws PipelineError `not_found`, `not_a_file`, `no_permission`
 *
 * @example
 * ```ts
 * import { identifyFile } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const path = await Deno.makeTempFile();
 * const { sizeBytes, sha256 } = await identifyFile(path);
 * assert.deepEqual([sizeBytes, sha256.slice(0, 12)], [0, "e3b0c44298fc"]);
 * await Deno.remove(path);
 * ```
 */
export async function identifyFile(path: string): Promise<SourceFile> {
  const digests = await digestFile(path);
  return { path, name: basename(path), ...digests, synthetic: isSynthetic(path, digests.sha256) };
}

/**
 * Reads a file through again.
 *
 * @throws PipelineError `source_changed` where it is another one, or longer, than when it was identified
 *
 * @example
 * ```ts
 * import { identifyFile, requireUnchanged } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const path = await Deno.makeTempFile();
 * const file = await identifyFile(path);
 * await requireUnchanged(file);
 * await Deno.writeTextFile(path, "more");
 * await assert.rejects(requireUnchanged(file), { code: "source_changed" });
 * await Deno.remove(path);
 * ```
 */
export async function requireUnchanged(file: SourceFile): Promise<void> {
  const { sha256, sizeBytes } = await digestFile(file.path);
  if (sha256 === file.sha256) return;
  throw changed(file, `${sizeBytes} bytes with sha256 ${sha256.slice(0, 12)}…`);
}

/** What is said of a file that is not what it was. */
export const changed = ({ path, sizeBytes, sha256 }: SourceFile, got: string): PipelineError =>
  new PipelineError(
    "source_changed",
    `Cannot go on with ${path} as it changed while it was read: expected ${sizeBytes} bytes with sha256 ${
      sha256.slice(0, 12)
    }…, got ${got}`,
    { hint: "copy the file to where nothing writes to it, and name the copy with --csv FILE" },
  );
