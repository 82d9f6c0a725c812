import type { Store } from "../store/mod.ts";

/**
 * Claims a partition of the input topic for a new owner: creates a file that nobody else has, named by an epoch one above the highest. A
 * higher epoch is a later claim; names of files and manifests carry it, so that two owners never write the same one.
 *
 * @returns the epoch, from 1
 */
export async function claimEpoch(store: Store, topic: string, partition: number): Promise<number> {
  const prefix = `_claims/${topic}-${partition}-`;
  let epoch = 0;
  for await (const { key } of store.list(prefix)) epoch = Math.max(epoch, parseClaimKey(key)?.epoch ?? 0);
  const claim = new TextEncoder().encode(crypto.randomUUID());
  do epoch++; while (!await store.putIfAbsent(`${prefix}${String(epoch).padStart(10, "0")}`, claim));
  return epoch;
}

/** What a key in the lake says, where it is that of a claim. */
export function parseClaimKey(key: string): { readonly partition: string; readonly epoch: number } | null {
  const [, partition, epoch] = /^_claims\/(.+)-(\d+)$/.exec(key) ?? [];
  return partition === undefined ? null : { partition, epoch: Number(epoch) };
}
