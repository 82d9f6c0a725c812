import { isAbsolute, resolve } from "node:path";

/** The folders by which a path of the user's is read. */
export interface CallerFolders {
  /** The working folder of this process. */
  cwd: string;
  /** The repository's. */
  root: string;
  /** The one that `deno task` was called in, which it says by `INIT_CWD`; npm does too. */
  caller: string | undefined;
}

/**
 * A path of the user's from the working folder: `deno task`, called in any folder of the repository, runs tasks in its root. In another
 * working folder the variable is somebody else's, and the path stays as it is; so does an address, as `s3://bucket`.
 *
 * @example
 * ```ts
 * import { callerPath } from "./caller.ts";
 * import assert from "node:assert/strict";
 * assert.equal(callerPath("a.csv", { cwd: "/repo", root: "/repo", caller: "/repo/data" }), "/repo/data/a.csv");
 * ```
 */
export function callerPath(path: string, { cwd, root, caller }: CallerFolders): string {
  if (!caller || cwd !== root || caller === cwd || isAbsolute(path) || /^[a-z][a-z0-9+.-]*:\/\//i.test(path)) {
    return path;
  }
  return resolve(caller, path);
}
