/**
 * Whether there was no room left: the disk, or the user's share of it, is full. Deno's errors have a code; Polars' have only a text, and so
 * has what comes out of a Worker.
 *
 * @example
 * ```ts
 * import { isDiskFull } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.ok(isDiskFull(Object.assign(new Error("cannot write"), { code: "ENOSPC" })));
 * assert.ok(!isDiskFull(Object.assign(new Error("cannot write"), { code: "EACCES" })));
 * ```
 */
export const isDiskFull = (error: unknown): boolean => hasNumber(error, FULL);

/** Whether the operating system took no more: a full or read-only disk, or a limit of it. What is missing or damaged is something else. */
export const isDiskRefusal = (error: unknown): boolean => hasNumber(error, { ...FULL, ...LIMITED });

/** By Linux's numbers, which the texts have. */
const FULL = { 28: "ENOSPC", 122: "EDQUOT" }, LIMITED = { 27: "EFBIG", 30: "EROFS" };

function hasNumber(error: unknown, names: Readonly<Record<number, string>>): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string") return Object.values(names).includes(error.code);
  const [, number] = /\bos error (\d+)\b|\bOs \{ code: (\d+)\b/.exec(error.message)?.filter((each) => each) ?? [];
  return number !== undefined && Number(number) in names;
}
