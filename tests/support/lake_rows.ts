import { REJECTED, SILVER, type TableDescription } from "../../pipeline/lake/mod.ts";
import { DeltaLog } from "../../pipeline/lake/delta/mod.ts";
import { ensureTables } from "../../pipeline/lake/protocol/create.ts";
import { formatManifest, type Manifest, manifestKey } from "../../pipeline/lake/protocol/manifest.ts";
import { appIdOf, publish, reachOf } from "../../pipeline/lake/protocol/publish.ts";
import { type LakeAt, type Store, storeAt } from "../../pipeline/lake/store/mod.ts";
import type { TableRows } from "../../pipeline/sink/mod.ts";
import { writeParts } from "../../pipeline/sink/parts.ts";
import { rotationWork } from "../../pipeline/sink/worker/work.ts";
import type { Judged } from "../../pipeline/silver/judged.ts";
import { tablesOf } from "../../pipeline/silver/tables.ts";

/** What was judged, and who writes it. */
export interface JudgedRotation extends Judged {
  readonly partition: number;
  readonly epoch: number;
}

/** The group and cluster that lakes of tests belong to. */
export const WRITER = { groupId: "g", clusterId: "c" };

/** A rotation of a partition, to be written by {@linkcode WRITER}. */
export interface Rotation {
  readonly topic: string;
  readonly partition: number;
  readonly epoch: number;
  /** The offset that would be committed. */
  readonly nextOffset: number;
}

/** Puts what was judged into a lake as one rotation, as if a consumer had committed and published it. @returns the number of files */
export async function writeJudged(lake: LakeAt, rotation: JudgedRotation): Promise<number> {
  const store = storeAt(lake), { topic, partition, epoch, accepted, rejected } = rotation;
  const offsets = [...accepted.offsets.subarray(0, accepted.length), ...rejected.map((each) => each.message.offset)];
  const last = offsets.reduce((max, offset) => Math.max(max, offset), -1);
  const reach = await reachIn(store, topic, partition);
  // Rows of a test may come in any order; a rotation goes on where the one before it ended.
  return await writeRotation(
    store,
    { topic, partition, epoch, nextOffset: Math.max(reach, last) + 1 },
    tablesOf(rotation),
  );
}

/** Puts rows into a lake by the protocol: parts, manifest, publication. @returns the number of files */
export async function writeRotation(
  store: Store,
  rotation: Rotation,
  rows: readonly TableRows[],
  tables: readonly TableDescription[] = [SILVER, REJECTED],
): Promise<number> {
  const { topic, partition } = rotation;
  const logs = new Map(tables.map(({ name }) => [name, new DeltaLog(store, name)])),
    logOf = (name: string) => logs.get(name)!;
  await ensureTables(logOf, tables, { ...WRITER, topic });
  const written: Manifest["tables"] = [];
  for (const { table, files } of await writeParts(store, rotation, rows, rotationWork)) {
    const after = reachOf(await logOf(table).snapshot(), appIdOf(WRITER.groupId, topic, partition));
    written.push({ table, after, files });
  }
  const firstOffset = Math.min(...written.map(({ after }) => after), rotation.nextOffset);
  const manifest: Manifest = { ...rotation, firstOffset, tables: written };
  await store.put(manifestKey(manifest), formatManifest(manifest));
  await publish(logOf, WRITER.groupId, manifest);
  return written.reduce((sum, { files }) => sum + files.length, 0);
}

async function reachIn(store: Store, topic: string, partition: number): Promise<number> {
  const snapshots = [SILVER, REJECTED].map(({ name }) => new DeltaLog(store, name).snapshot());
  return Math.max(
    ...(await Promise.all(snapshots)).map((each) => reachOf(each, appIdOf(WRITER.groupId, topic, partition))),
  );
}
