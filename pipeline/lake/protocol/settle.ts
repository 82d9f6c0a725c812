import { PipelineError } from "../../common/mod.ts";
import type { DeltaLog } from "../delta/mod.ts";
import type { Store } from "../store/mod.ts";
import { type Manifest, readManifest } from "./manifest.ts";
import { appIdOf, publish, reachOf, requireReach } from "./publish.ts";
import { rewind } from "./rewind.ts";
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

/** A partition that is being taken over, after its former owner was fenced. */
export interface Settling extends CommittedAt {
  readonly epoch: number;
  /** Commits a transaction that changes nothing. @throws {PipelineError} `fenced` where a newer owner has come */
  confirm(): Promise<void>;
}

/**
 * Brings the tables to where the committed offset says they are: adds what the former owner committed but did not live to publish, and
 * takes out what lies behind an offset that was moved back by hand. Afterwards each row before the offset is in the lake once, and none
 * from it on.
 *
 * @returns the offset after the last row that was taken out; null where none was
 * @throws {PipelineError} `fenced` where a newer owner has come; `lake_mismatch` where the lake lacks rows before the offset: it was restored from a copy, emptied, or is another
 *   one; `topic_mismatch` where the lake has rows but the group has no offset
 */
export async function settle(
  store: Store,
  tables: readonly TableDescription[],
  logOf: (table: string) => DeltaLog,
  settling: Settling,
): Promise<number | null> {
  try {
    return await bring(store, tables, logOf, settling);
  } catch (error) {
    // To an owner that stood still since it read the offset a newer one's rows look like a fault of the lake.
    await settling.confirm();
    throw error;
  }
}

async function bring(
  store: Store,
  tables: readonly TableDescription[],
  logOf: (table: string) => DeltaLog,
  settling: Settling,
): Promise<number | null> {
  const { groupId, topic, partition, epoch, committed } = settling;
  const manifest = await requireRowsBefore(store, tables, logOf, settling);
  if (committed === null) return null;
  if (manifest !== null) await publish(logOf, groupId, manifest);
  const appId = appIdOf(groupId, topic, partition);
  const ends = await Promise.all(
    tables.map((table) => rewind(store, logOf(table.name), table, { appId, partition, fromOffset: committed, epoch })),
  );
  return ends.reduce((last, end) => end === null ? last : Math.max(last ?? 0, end), null);
}

/**
 * Refuses a lake that has not the rows before a group's committed offset, not even in a manifest that is to be published. Changes nothing.
 *
 * @returns the manifest that was committed with the offset; null if it names no manifest
 * @throws {PipelineError} as {@linkcode settle}, but `fenced`
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
