import { createHash } from "node:crypto";
import { exists, PipelineError, together, writeWhole } from "../../common/mod.ts";
import type { Store } from "./store.ts";

/** Requests at once: an object store answers each in some 10 ms. */
const FETCHED_TOGETHER = 32;

/**
 * Keeps copies of a store's files in a folder. They are never made again, so only files that never change may be asked for.
 *
 * @param endpoint two stores may have buckets of one name
 */
export function copiesOf(
  { location, get }: Pick<Store, "location" | "get">,
  folder: string,
  endpoint: string,
): Store["paths"] {
  return async (keys, life) => {
    const own = `${folder}/${
      createHash("sha256").update([endpoint, location, life].join("\n")).digest("hex").slice(0, 32)
    }`;
    const paths = keys.map((key) => `${own}/${key}`);
    await together(paths.keys(), FETCHED_TOGETHER, async (index) => {
      if (!await exists(paths[index]!)) await copy(keys[index]!, paths[index]!);
    });
    return paths;
  };

  async function copy(key: string, path: string): Promise<void> {
    const bytes = await get(key);
    if (bytes === null) {
      throw new PipelineError(
        "lake_mismatch",
        `Cannot read ${location}/${key}: a table lists it, but there is no such file`,
        {
          hint: "restore it from a copy, or start with another lake",
        },
      );
    }
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    await writeWhole(path, (temporary) => Deno.writeFile(temporary, bytes));
  }
}
