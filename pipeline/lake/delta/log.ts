import type { Store } from "../store/mod.ts";
import { type Action, damaged, formatCommit, parseCommit } from "./action.ts";
import { readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import { advance, EMPTY, type Snapshot } from "./snapshot.ts";

/** Commits from one checkpoint to the next. */
const CHECKPOINT_EVERY = 50;

/**
 * The Delta log of a table: a file a version, each created only if it is absent. The version that a writer creates is a commit; the files
 * that the log lists are the table, and any other file below its folder counts for nothing.
 *
 * @see https://github.com/delta-io/delta/blob/master/PROTOCOL.md (reader 1, writer 2)
 */
export class DeltaLog {
  readonly #store: Store;
  readonly #folder: string;
  #known: Snapshot = EMPTY;

  /** @param table the table's folder in the store, as a key */
  constructor(store: Store, table: string) {
    this.#store = store;
    this.#folder = `${table}/_delta_log`;
  }

  /**
   * The table as it is now.
   *
   * @throws {PipelineError} `lake_mismatch` where the log is damaged, has a gap, or is of a newer protocol
   */
  async snapshot(): Promise<Snapshot> {
    let snapshot = this.#known.version < 0 ? await this.#readAll() : this.#known;
    for (;;) {
      const path = this.#pathOf(snapshot.version + 1);
      const bytes = await this.#store.get(path);
      if (bytes === null) return this.#learn(snapshot);
      snapshot = advance(snapshot, [{ path, actions: parseCommit(bytes, path) }]);
    }
  }

  /** Several calls may be under way: the slower one must not bring back an older table. */
  #learn(snapshot: Snapshot): Snapshot {
    if (snapshot.version > this.#known.version) this.#known = snapshot;
    return snapshot;
  }

  /**
   * Commits what `plan` makes of the table as it is; where another writer was quicker, `plan` is asked again about the newer table.
   *
   * @param plan the actions, or null where there is nothing to commit
   * @returns the table with the commit, or as it was where `plan` gave null
   */
  async commit(operation: string, plan: (snapshot: Snapshot) => readonly Action[] | null): Promise<Snapshot> {
    for (;;) {
      const snapshot = await this.snapshot();
      const actions = plan(snapshot);
      if (actions === null) return snapshot;
      const path = this.#pathOf(snapshot.version + 1);
      // The id makes these bytes unlike any other writer's: when an answer is lost, they tell whose commit this version is.
      const info = { commitInfo: { operation, commitId: crypto.randomUUID() } };
      const all = [info, ...actions], next = advance(snapshot, [{ path, actions: all }]);
      if (!await this.#store.putIfAbsent(path, formatCommit(all))) continue;
      this.#learn(next);
      if (next.version > 0 && next.version % CHECKPOINT_EVERY === 0) {
        await writeCheckpoint(this.#store, this.#folder, next);
      }
      return next;
    }
  }

  async #readAll(): Promise<Snapshot> {
    let snapshot = await readCheckpoint(this.#store, this.#folder) ?? EMPTY;
    const after = snapshot.version < 0 ? `${this.#folder}/` : this.#pathOf(snapshot.version);
    const paths: string[] = [];
    for await (const { key } of this.#store.list(`${this.#folder}/`, after)) {
      if (COMMIT.test(key)) paths.push(key);
    }
    for (let start = 0; start < paths.length; start += READ_TOGETHER) {
      const some = paths.slice(start, start + READ_TOGETHER);
      const bytes = await Promise.all(some.map((path) => this.#store.get(path)));
      snapshot = advance(
        snapshot,
        some.map((path, index) => {
          const expected = this.#pathOf(snapshot.version + 1 + index), found = bytes[index];
          if (path !== expected || !found) throw damaged(expected, "it is missing, but later commits are present");
          return { path, actions: parseCommit(found, path) };
        }),
      );
    }
    return snapshot;
  }

  #pathOf(version: number): string {
    return `${this.#folder}/${String(version).padStart(20, "0")}.json`;
  }
}

const COMMIT = /\/\d{20}\.json$/;
/** Requests at once: an object store answers each in some 10 ms. */
const READ_TOGETHER = 32;
