import { flush, isDiskFull, PipelineError } from "../../common/mod.ts";
import { requireKey, type Store, type StoredFile } from "./store.ts";

/** A file that is being written. Readers of a lake skip names that start with a dot; `vacuum` removes what a crash left. */
const TEMPORARY_PREFIX = ".writing-";

/**
 * A folder as a {@linkcode Store}. Several processes may use it at once, on a file system that has hard links.
 *
 * @throws {PipelineError} `no_permission` from any of its calls, where the file system refuses or is full
 * @example
 * ```ts
 * import { openFiles } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const folder = await Deno.makeTempDir();
 * const store = openFiles(folder);
 * assert.equal(await store.putIfAbsent("log/0.json", new TextEncoder().encode("{}")), true);
 * assert.equal(await store.putIfAbsent("log/0.json", new TextEncoder().encode("[]")), false);
 * assert.equal(new TextDecoder().decode((await store.get("log/0.json"))!), "{}");
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export function openFiles(folder: string): Store {
  const pathOf = (key: string) => `${folder}/${requireKey(key)}`;
  const guarded = async <T>(what: string, key: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      throw refusal(what, `${folder}/${key}`, cause);
    }
  };
  return {
    location: folder,
    get: (key) => guarded("read", key, () => unlessAbsent(Deno.readFile(pathOf(key)), null)),
    put: (key, bytes) =>
      guarded("write", key, async () => {
        const path = pathOf(key);
        await Deno.rename(await writeTemporary(path, bytes), path);
        await flush(folderOf(path));
      }),
    putIfAbsent: (key, bytes) =>
      guarded("create", key, async () => {
        const path = pathOf(key), temporary = await writeTemporary(path, bytes);
        try {
          // Not a rename, which would replace another writer's file; nor an exclusive open, which would show half a file.
          await Deno.link(temporary, path);
        } catch (error) {
          if (error instanceof Deno.errors.AlreadyExists) return false;
          throw error;
        } finally {
          await Deno.remove(temporary);
        }
        await flush(folderOf(path));
        return true;
      }),
    async *list(prefix, after = "") {
      const files = await guarded("list", prefix, () => Array.fromAsync(filesBelow(folder, prefix)));
      for (const file of files.sort((a, b) => a.key < b.key ? -1 : 1)) if (file.key > after) yield file;
    },
    remove: (key) => guarded("remove", key, () => unlessAbsent(Deno.remove(pathOf(key)), undefined)),
    removeFolder: (key) =>
      guarded("remove", key, () => unlessAbsent(Deno.remove(pathOf(key), { recursive: true }), undefined)),
    paths: (keys) => Promise.resolve(keys.map(pathOf)),
  };
}

/** Durable under a name of its own beside the file it is to become. */
async function writeTemporary(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const folder = folderOf(path), temporary = `${folder}/${TEMPORARY_PREFIX}${crypto.randomUUID()}`;
  await makeFolders(folder);
  await Deno.writeFile(temporary, bytes, { createNew: true });
  await flush(temporary);
  return temporary;
}

/** A new folder is an entry of the one above it, which must survive a power cut too. */
async function makeFolders(folder: string): Promise<void> {
  try {
    await Deno.mkdir(folder);
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return;
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    await makeFolders(folderOf(folder));
    return makeFolders(folder);
  }
  await flush(folderOf(folder));
}

const folderOf = (path: string) => path.slice(0, path.lastIndexOf("/")) || "/";

async function* filesBelow(folder: string, prefix: string): AsyncGenerator<StoredFile> {
  const above = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  const waiting = [above];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const entry of await unlessAbsent(Array.fromAsync(Deno.readDir(`${folder}/${at}`)), [])) {
      const key = `${at}${entry.name}`;
      if (entry.isDirectory) {
        if (`${key}/`.startsWith(prefix) || prefix.startsWith(`${key}/`)) waiting.push(`${key}/`);
      } else if (key.startsWith(prefix)) {
        const info = await unlessAbsent(Deno.stat(`${folder}/${key}`), null); // it may have been removed since
        if (info !== null) yield { key, sizeBytes: info.size, modifiedMs: info.mtime?.getTime() ?? 0 };
      }
    }
  }
}

async function unlessAbsent<T, Other>(work: Promise<T>, other: Other): Promise<T | Other> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return other;
    throw error;
  }
}

function refusal(what: string, path: string, cause: unknown): unknown {
  if (cause instanceof PipelineError || !(cause instanceof Error)) return cause;
  const hint = isDiskFull(cause)
    ? "the disk is full: make room and start again, nothing that was committed is lost"
    : "check the permissions of the lake's folder and that its file system has hard links";
  return new PipelineError("no_permission", `Cannot ${what} ${path}: ${cause.message}`, { hint, cause });
}
