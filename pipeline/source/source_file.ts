import { basename } from "node:path";
import { digestFile } from "./file.ts";
import { isSynthetic } from "./sample.ts";

/** A file and which one it is by its content. */
export interface SourceFile {
  path: string;
  /** File name without its folder. */
  name: string;
  sha256: string;
  sizeBytes: number;
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
  const { sha256, sizeBytes } = await digestFile(path);
  return { path, name: basename(path), sha256, sizeBytes, synthetic: isSynthetic(path, sha256) };
}
