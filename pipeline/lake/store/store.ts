import { PipelineError } from "../../common/mod.ts";

/**
 * Where the files of a lake are kept: a folder or an object store. Keys are paths with `/`, relative to the lake.
 *
 * Both kinds promise the same, and `tests/conformance/stores_test.ts` holds both to it: a file that {@linkcode Store.get} finds is whole,
 * and what a call has answered survives a crash and a power cut.
 */
export interface Store {
  /** As the user wrote it: a folder, or `s3://bucket/prefix`. */
  readonly location: string;
  /** The bytes of a file, or null where there is no such file. */
  get(key: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Writes a file. One of the same key is replaced: use it only where all writers of a key write the same bytes. */
  put(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /**
   * Writes a file unless there is one of this key. Of several writers that race exactly one wins.
   *
   * @param bytes no other writer may write the same ones to this key: when an answer is lost, the bytes found tell who won
   * @returns whether this call created it
   */
  putIfAbsent(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<boolean>;
  /** The files whose keys begin with `prefix` and sort after `after`, in the order of their keys' UTF-16 code units. */
  list(prefix: string, after?: string): AsyncGenerator<StoredFile>;
  /** Removes a file. A file that is not there is no error. */
  remove(key: string): Promise<void>;
  /** Removes every file of a folder, and the folder itself in stores that have folders. A folder that is not there is no error. */
  removeFolder(key: string): Promise<void>;
  /**
   * Paths on this machine of files that are never changed, for programs that read files: where they lie, or copies that are kept.
   *
   * @param life of the table that they are of: one that was made again where another had been has files of the same names
   * @throws {PipelineError} `lake_mismatch` where a copy cannot be made as there is no such file
   */
  paths(keys: readonly string[], life: string): Promise<readonly string[]>;
}

/** A file as a listing has it. */
export interface StoredFile {
  readonly key: string;
  readonly sizeBytes: number;
  /** When it was written, by the store's clock. Only `vacuum` looks at it. */
  readonly modifiedMs: number;
}

/**
 * Refuses a key that names another file than its text says, on either kind of store.
 *
 * @throws {PipelineError} `internal` where a part of the path is empty, `.` or `..`, or the key holds a NUL or a backslash, which some stores and
 *   Windows take for a `/`
 */
export function requireKey(key: string): string {
  if (key.split("/").some((name) => name === "" || name === "." || name === "..") || /[\0\\]/.test(key)) {
    throw new PipelineError(
      "internal",
      `Cannot use ${JSON.stringify(key)} as a key: expected names with / between them`,
    );
  }
  return key;
}
