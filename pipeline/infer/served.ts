import { namesIn, readTextIfThere, writeFileAtomic } from "../common/mod.ts";

const folderOf = (lakeDir: string) => `${lakeDir}/models/served`;

/** The kinds of files that are kept by their digest. */
export type ServedKind = "model" | "watch.json";

/**
 * Keeps a file that has served, by its digest: `train` overwrites `models/`, and what was forecast is proven with the files it was made by.
 */
export async function keepServed(lakeDir: string, digest: string, kind: ServedKind, text: string): Promise<void> {
  await Deno.mkdir(folderOf(lakeDir), { recursive: true });
  if (await readServed(lakeDir, digest, kind) === null) {
    await writeFileAtomic(`${folderOf(lakeDir)}/${digest}.${kind}`, text);
  }
}

/** A file that has served; null where it was not kept. */
export async function readServed(lakeDir: string, digest: string, kind: ServedKind): Promise<string | null> {
  return await readTextIfThere(`${folderOf(lakeDir)}/${digest}.${kind}`) ?? null;
}

/** The digests of the files of a kind that have served. */
export async function servedDigests(lakeDir: string, kind: ServedKind): Promise<string[]> {
  const names = await namesIn(folderOf(lakeDir));
  return names.flatMap((name) =>
    name.endsWith(`.${kind}`) && !name.startsWith(".") ? [name.slice(0, -kind.length - 1)] : []
  );
}
