import { PipelineError } from "./error.ts";

/**
 * Makes a folder, with those above it, and finds out now whether it can be written in: later would be in the middle of the work.
 *
 * @param purpose what it is for, as in "Cannot keep <purpose> in <path>"
 * @param hint what to do where it cannot be had
 * @throws {PipelineError} `no_permission`
 *
 * @example
 * ```ts
 * import { makeFolder } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const file = await Deno.makeTempFile();
 * await assert.rejects(makeFolder(file, "the lake"), {
 *   code: "no_permission",
 *   message: `Cannot keep the lake in ${file}: expected a folder to write in, got a file in its way`,
 * });
 * await Deno.remove(file);
 * ```
 */
export async function makeFolder(
  path: string,
  purpose: string,
  hint = "check the permissions of the folder and its parent folders",
): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true });
    const probe = await Deno.makeTempFile({ dir: path, prefix: ".writable-" });
    try {
      await Deno.writeFile(probe, new Uint8Array(PROBE_BYTES)); // a full disk still takes empty files
    } finally {
      await Deno.remove(probe);
    }
  } catch (cause) {
    throw new PipelineError(
      "no_permission",
      `Cannot keep ${purpose} in ${path}: expected a folder to write in, got ${obstacle(cause)}`,
      { hint, cause },
    );
  }
}

/** More than the facts of a run. */
const PROBE_BYTES = 8_192;

function obstacle(error: unknown): string {
  if (error instanceof Deno.errors.AlreadyExists || error instanceof Deno.errors.NotADirectory) {
    return "a file in its way";
  }
  // NotCapable is Deno's own refusal, as for what lies below /proc.
  if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) return "a refusal";
  return error instanceof Error ? error.message : String(error);
}
