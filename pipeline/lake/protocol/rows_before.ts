import { PipelineError } from "../../common/mod.ts";
import type { DeltaLog } from "../delta/mod.ts";
import type { Store } from "../store/mod.ts";
import { type Manifest, readManifest } from "./manifest.ts";
import { appIdOf, reachOf, requireReach } from "./publish.ts";
import type { TableDescription } from "./table.ts";

/** The metadata of an offset that was committed before any row was written. An offset without metadata was set by another program. */
export const NO_MANIFEST = "no rows";

/** How far a group has committed a partition. */
export interface CommittedAt {
  readonly groupId: string;
  readonly topic: string;
  readonly partition: number;
  /** The committed offset; null where the group has none. */
  readonly committed: number | null;
  /** The metadata that was committed with it: the key of a manifest, {@linkcode NO_MANIFEST}, or "". */
  readonly metadata: string;
}

/**
 * Refuses a lake that has not the rows before a group's committed offset, not even in a manifest that is to be published. Changes nothing.
 *
 * @returns the manifest that was committed with the offset; null if it names no manifest
 * @throws {PipelineError} `lake_mismatch` where the lake lacks rows before the offset; `topic_mismatch` where it has rows but the group has
 *   no offset
 */
export async function requireRowsBefore(
  store: Store,
  tables: readonly TableDescription[],
  logOf: (table: string) => DeltaLog,
  at: CommittedAt,
): Promise<Manifest | null> {
  const { groupId, topic, partition, committed, metadata } = at;
  const appId = appIdOf(groupId, topic, partition);
  const maxReach = async () =>
    Math.max(...await Promise.all(tables.map(async ({ name }) => reachOf(await logOf(name).snapshot(), appId))));
  if (committed === null) {
    const reach = await maxReach();
    if (reach > 0) throw noOffset(store, at, reach);
    return null;
  }
  if (metadata === "") {
    const reach = await maxReach();
    if (reach > 0 && reach < committed) throw lacking(store, at, reach);
    return null;
  }
  if (metadata === NO_MANIFEST) return null;
  const manifest = await readManifest(store, metadata);
  if (manifest.topic !== topic || manifest.partition !== partition || manifest.nextOffset > committed) {
    throw new PipelineError(
      "lake_mismatch",
      `Cannot use ${metadata} for ${topic}-${partition} at offset ${committed}: it is of another one`,
      {
        hint: "the group's offsets were changed by another program: set them again by deno task group reset",
      },
    );
  }
  for (const { table, after } of manifest.tables) {
    requireReach(table, manifest, reachOf(await logOf(table).snapshot(), appId), after);
  }
  return manifest;
}

function noOffset({ location }: Store, { groupId, topic, partition }: CommittedAt, reach: number): PipelineError {
  return new PipelineError(
    "topic_mismatch",
    `Cannot take over ${topic}-${partition} as ${location} has rows of it up to offset ${
      reach - 1
    }, but group ${groupId} has no offset for it: ` +
      "the topic or the group's offsets were deleted or created again",
    {
      hint: "start with another lake and another --group-id, or from a clean slate: deno task pipeline",
    },
  );
}

function lacking({ location }: Store, { topic, partition, committed }: CommittedAt, reach: number): PipelineError {
  return new PipelineError(
    "lake_mismatch",
    `Cannot take over ${topic}-${partition} as another program set its offset to ${committed}, but ${location} has its rows only up to ` +
      `offset ${reach - 1}`,
    {
      hint: `go on where the lake ends: deno task group reset --partition ${partition} --to-offset ${reach} --go`,
    },
  );
}
