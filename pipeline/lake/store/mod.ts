/**
 * Where the files of a lake are kept: a folder or an object store, behind one interface.
 *
 * @module
 */
export { type Store, type StoredFile } from "./store.ts";
export { openFiles } from "./files.ts";
export { type ObjectStoreOptions, openObjectStore } from "./object.ts";
export { requireConditionalWrites } from "./probe.ts";
export { type LakeAt, placeOf, storeAt } from "./at.ts";
