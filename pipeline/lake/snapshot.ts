import { createHash } from "node:crypto";
import { PipelineError } from "../common/mod.ts";
import { isLakeFile } from "./clear.ts";
import type { AddFile } from "./delta/mod.ts";
import { type Lake, openLake, refuseOldLayout } from "./lake.ts";
import { type Origin, originOf } from "./protocol/stats.ts";
import { type TableWriter, writerOf } from "./protocol/table.ts";
import { type LakeAt, type Store, storeAt } from "./store/mod.ts";
import { type TableName, TABLES } from "./table.ts";

/** A file that a table lists. */
export interface LakeFile extends AddFile {
  /** Where it can be read on this machine. */
  readonly localPath: string;
  /** Of the column that divides the table, such as a date. */
  readonly partitionValue: string;
  /** Rows, partitions and offsets by the log; null where its statistics do not say. */
  readonly origin: Origin | null;
}

/** Tables of a lake as of one version each: what is committed later is not in it. */
export interface LakeSnapshot {
  /** The lake, as the user wrote it. */
  readonly location: string;
  /** The files that are a table, in the order of their paths; none where there is no such table. */
  files(table: TableName): readonly LakeFile[];
  /** Of a table's log; -1 where there is no such table. */
  version(table: TableName): number;
  /** Who writes to a table; null where there is no such table, or another program made it. */
  writer(table: TableName): TableWriter | null;
}

/**
 * Reads a lake without writing to it: a backup on a read-only disk is read like any other. Only rows that their group has committed are seen.
 * Where files of the snapshot were replaced and removed meanwhile, `read` is called again.
 *
 * @param tables the tables that are read
 * @param read must leave nothing behind that a second call would not replace
 * @throws {PipelineError} `lake_mismatch` where a table's log is damaged or lists another program's file, or the lake was made by an earlier version; and what `read` throws
 *
 * @example
 * ```ts
 * import { readLake } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(await readLake("no such folder", ["silver"], ({ files }) => files("silver").length), 0);
 * ```
 */
export async function readLake<T>(
  lakeAt: LakeAt | Lake,
  tables: readonly TableName[],
  read: (snapshot: LakeSnapshot) => T | Promise<T>,
): Promise<T> {
  const lake = typeof lakeAt === "object" && "logOf" in lakeAt ? lakeAt : openLake(storeAt(lakeAt));
  for (let attempt = 1;; attempt++) {
    const versions = await versionsOf(lake, tables);
    try {
      return await read(await takeSnapshot(lake, tables));
    } catch (error) {
      const isSame = (await versionsOf(lake, tables)).every((version, index) => version === versions[index]);
      if (isSame || attempt >= MAX_ATTEMPTS) throw error;
    }
  }
}

const MAX_ATTEMPTS = 5;

const versionsOf = (lake: Lake, tables: readonly TableName[]) =>
  Promise.all(tables.map(async (table) => (await lake.logOf(table).snapshot()).version));

async function takeSnapshot(lake: Lake, tables: readonly TableName[]): Promise<LakeSnapshot> {
  const { store } = lake;
  const taken = new Map<TableName, { files: readonly LakeFile[]; version: number; writer: TableWriter | null }>();
  for (const table of tables) {
    const { version, files, metadata } = await lake.logOf(table).snapshot();
    const listed = [...files.values()].sort((a, b) => a.path < b.path ? -1 : 1);
    const { partitionColumn } = TABLES.find(({ name }) => name === table)!;
    const keys = listed.map(({ path }) => `${table}/${decodeURIComponent(path)}`);
    for (const key of keys) if (!isLakeFile(key)) throw foreign(store, table, key);
    const paths = keys.length === 0 ? [] : await store.paths(keys, await lifeOf(lake, table));
    taken.set(table, {
      version,
      writer: metadata === null ? null : writerOf(metadata),
      files: listed.map((file, index) => ({
        ...file,
        localPath: paths[index]!,
        partitionValue: file.partitionValues[partitionColumn] ?? "",
        origin: originOf(file.stats),
      })),
    });
  }
  if ([...taken.values()].every(({ version }) => version < 0)) await refuseOldLayout(store);
  return {
    location: store.location,
    files: (table) => taken.get(table)?.files ?? [],
    version: (table) => taken.get(table)?.version ?? -1,
    writer: (table) => taken.get(table)?.writer ?? null,
  };
}

/** Rows that another program has added stand for no message: counted in, they would be taken for readings. */
function foreign({ location }: Store, table: TableName, key: string): PipelineError {
  return new PipelineError(
    "lake_mismatch",
    `Cannot read table ${table} of ${location} as its log lists ${key}: expected files of this project only, so another program has changed the table`,
    {
      hint:
        `take its commits out of ${table}/_delta_log, newest first; or consume the topic again into another lake and as another group`,
    },
  );
}

/** Differs between a table and one that was made in its place after a clean slate: the first commit of each has an id of its own. */
async function lifeOf({ store }: Lake, table: TableName): Promise<string> {
  const first = await store.get(`${table}/_delta_log/${"0".repeat(20)}.json`);
  return createHash("sha256").update(first ?? "").digest("hex");
}
