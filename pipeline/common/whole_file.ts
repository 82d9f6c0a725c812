import { removeIfThere } from "./there.ts";

/**
 * Makes a file appear whole or not at all: `write` fills another one beside it, which then takes its name. Nobody sees half of it, and
 * nothing is left of it where `write` fails.
 *
 * @returns what `write` gives
 *
 * @example
 * ```ts
 * import { writeWhole } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const path = await Deno.makeTempFile();
 * await writeWhole(path, (temporary) => Deno.writeTextFile(temporary, "all of it"));
 * assert.equal(await Deno.readTextFile(path), "all of it");
 * await Deno.remove(path);
 * ```
 */
export async function writeWhole<T>(path: string, write: (temporary: string) => Promise<T>): Promise<T> {
  const temporary = `${path}.${crypto.randomUUID()}.writing`;
  try {
    const result = await write(temporary);
    await Deno.rename(temporary, path);
    return result;
  } catch (error) {
    await removeIfThere(temporary).catch(() => {}); // the first error counts
    throw error;
  }
}
