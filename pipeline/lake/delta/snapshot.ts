import { PipelineError } from "../../common/mod.ts";
import { type Action, type AddFile, damaged, type Metadata, type Protocol } from "./action.ts";

/** The newest versions of the Delta protocol that this program reads and writes. */
const READER_VERSION = 1;
const WRITER_VERSION = 2;

/** A table as of one version of its log. Never changed: a newer one is made from it. */
export interface Snapshot {
  /** Of the last commit that it includes; -1 before the first. */
  readonly version: number;
  readonly protocol: Protocol | null;
  readonly metadata: Metadata | null;
  /** The files that are the table, by path. */
  readonly files: ReadonlyMap<string, AddFile>;
  /** How far each writer has come, by its `appId`. */
  readonly txns: ReadonlyMap<string, number>;
}

export const EMPTY: Snapshot = { version: -1, protocol: null, metadata: null, files: new Map(), txns: new Map() };

/** A commit of a log, as it was read. */
export interface Commit {
  /** Names it in errors. */
  readonly path: string;
  readonly actions: readonly Action[];
}

/**
 * The snapshot some commits later.
 *
 * @throws {PipelineError} `lake_mismatch` where a commit asks for a newer reader, removes a file that is not listed, or makes the table
 *   another one
 */
export function advance(snapshot: Snapshot, commits: readonly Commit[]): Snapshot {
  let { protocol, metadata } = snapshot;
  const files = new Map(snapshot.files), txns = new Map(snapshot.txns);
  for (const { path, actions } of commits) {
    for (const action of actions) {
      if ("protocol" in action) requireVersions(protocol = action.protocol, path);
      else if ("metaData" in action) {
        if (metadata !== null && metadata.id !== action.metaData.id) throw damaged(path, "it is of another table");
        metadata = action.metaData;
      } else if ("add" in action) files.set(action.add.path, action.add);
      else if ("remove" in action) {
        const { path: file } = action.remove;
        if (!files.delete(file)) throw damaged(path, `it removes ${file}, which is not listed`);
      } else if ("txn" in action) txns.set(action.txn.appId, action.txn.version);
    }
    if (metadata === null || protocol === null) throw damaged(path, "no commit up to it describes the table");
  }
  return { version: snapshot.version + commits.length, protocol, metadata, files, txns };
}

function requireVersions({ minReaderVersion, minWriterVersion }: Protocol, path: string): void {
  if (minReaderVersion <= READER_VERSION && minWriterVersion <= WRITER_VERSION) return;
  throw new PipelineError(
    "lake_mismatch",
    `Cannot follow the table's log as ${path} asks for reader ${minReaderVersion} and writer ${minWriterVersion}: expected at most ` +
      `${READER_VERSION} and ${WRITER_VERSION}`,
    { hint: "another program has changed the table: use a lake that only this project writes" },
  );
}

/** The actions that give a snapshot: what a checkpoint holds, in one order whatever the commits' was. */
export function actionsOf({ protocol, metadata, files, txns }: Snapshot): Action[] {
  const sorted = <T>(map: ReadonlyMap<string, T>) => [...map].sort(([a], [b]) => a < b ? -1 : 1);
  return [
    ...(protocol === null ? [] : [{ protocol }]),
    ...(metadata === null ? [] : [{ metaData: metadata }]),
    ...sorted(txns).map(([appId, version]) => ({ txn: { appId, version } })),
    ...sorted(files).map(([, add]) => ({ add })),
  ];
}
