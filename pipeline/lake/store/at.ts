import { openFiles } from "./files.ts";
import type { Store } from "./store.ts";

/** A lake: the folder that it lies in, or the store that holds it. */
export type LakeAt = string | Store;

/**
 * The store of a lake.
 *
 * @example
 * ```ts
 * import { storeAt } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(storeAt("data").location, "data");
 * assert.equal(storeAt(storeAt("data")).location, "data");
 * ```
 */
export const storeAt = (lake: LakeAt): Store => typeof lake === "string" ? openFiles(lake) : lake;

/** Where a lake is, as the user wrote it: for messages. */
export const placeOf = (lake: LakeAt): string => typeof lake === "string" ? lake : lake.location;
