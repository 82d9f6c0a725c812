import { type ObjectStoreOptions, openFiles, openObjectStore, type Store } from "../../pipeline/lake/mod.ts";

/** A lake as JSON can say it: a folder, or an object store. */
export type LakeSpec = string | Omit<ObjectStoreOptions, "clock">;

export const openSpec = (spec: LakeSpec): Store => typeof spec === "string" ? openFiles(spec) : openObjectStore(spec);
