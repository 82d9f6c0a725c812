import type { Store } from "../../../pipeline/lake/store/mod.ts";

/** A store in memory that takes each of its steps when `gate` lets it: a test decides what happens between two of them. */
export function memoryStore(
  files: Map<string, Uint8Array<ArrayBuffer>>,
  gate: (step: string) => Promise<void> = () => Promise.resolve(),
): Store {
  return {
    location: "memory",
    async get(key) {
      await gate(`get ${key}`);
      return files.get(key) ?? null;
    },
    async put(key, bytes) {
      await gate(`put ${key}`);
      files.set(key, bytes);
    },
    async putIfAbsent(key, bytes) {
      await gate(`create ${key}`);
      if (files.has(key)) return false;
      files.set(key, bytes);
      return true;
    },
    async *list(prefix, after = "") {
      await gate(`list ${prefix}`);
      const keys = [...files.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
      for (const key of keys) yield { key, sizeBytes: files.get(key)!.length, modifiedMs: 0 };
    },
    async remove(key) {
      await gate(`remove ${key}`);
      files.delete(key);
    },
    removeFolder: () => Promise.reject(new Error("nobody empties memory")),
    paths: () => Promise.reject(new Error("no program reads files of memory")),
  };
}
