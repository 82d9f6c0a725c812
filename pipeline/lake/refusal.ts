import { PipelineError } from "../common/mod.ts";

/**
 * What the operating system refused in the lake (a full disk, a read-only or forbidden folder) as our error; any other error as it is.
 *
 * @example
 * ```ts
 * import { lakeRefusal } from "./mod.ts";
 * import { PipelineError } from "../common/mod.ts";
 * import assert from "node:assert/strict";
 * const refusal = lakeRefusal("data", new Error("No space left on device (os error 28)"));
 * assert.ok(refusal instanceof PipelineError && refusal.code === "no_permission");
 * const bug = new TypeError("x is not a function");
 * assert.equal(lakeRefusal("data", bug), bug);
 * ```
 */
export function lakeRefusal(lakeDir: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof PipelineError) return error;
  if (!REFUSED.test(error.message) && error.name !== "NotCapable") return error;
  return new PipelineError("no_permission", `Cannot write to the lake ${lakeDir}: ${error.message}`, {
    hint: "check that the folder is writable and the disk has space; nothing is lost, start again afterwards",
    cause: error,
  });
}

/** Deno's words for it, and the Rust panic that Polars makes of it; NotCapable is Deno's own refusal. */
const REFUSED = /os error \d+|Os \{ code: \d+/;

/** Whether the operating system took no more: a full or read-only disk, or a quota. What is missing or damaged is something else. */
export const isDiskRefusal = (error: unknown): boolean => error instanceof Error && NO_ROOM.test(error.message);

/** ENOSPC, EDQUOT, EFBIG and EROFS, in Deno's words and Polars'. */
const NO_ROOM = /os error (28|122|27|30)\b|Os \{ code: (28|122|27|30)\b/;
