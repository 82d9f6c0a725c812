import type { z } from "zod";
import { parseStored } from "../common/mod.ts";
import { type LakeAt, storeAt } from "../lake/store/mod.ts";

/** Keeps a text in a lake. */
export const writeKept = (lake: LakeAt, key: string, text: string): Promise<void> =>
  storeAt(lake).put(key, new TextEncoder().encode(text));

/** A text of a lake; null if it has no such file. */
export async function readKept(lake: LakeAt, key: string): Promise<string | null> {
  const bytes = await storeAt(lake).get(key);
  return bytes === null ? null : new TextDecoder().decode(bytes);
}

/**
 * What is kept in a folder of a lake, one file each, in the order of names.
 *
 * @param what the files are, for messages
 * @throws {PipelineError} `lake_mismatch` where a file is damaged
 */
export async function readAllKept<T>(
  lake: LakeAt,
  folder: string,
  schema: z.ZodType<T>,
  what: string,
  hint: { hint: string },
): Promise<{ name: string; kept: T }[]> {
  const store = storeAt(lake), all: { name: string; kept: T }[] = [];
  for await (const { key } of store.list(`${folder}/`)) {
    const name = key.slice(folder.length + 1);
    // macOS puts a ._ companion beside each file on a disk of another system.
    if (!name.endsWith(".json") || name.startsWith(".") || name.includes("/")) continue;
    const text = await readKept(store, key);
    if (text === null) continue; // a clean slate took it away meanwhile
    const failure = `Cannot read ${store.location}/${key} as ${what}`;
    all.push({ name: name.slice(0, -".json".length), kept: parseStored(schema, text, failure, hint) });
  }
  return all;
}
