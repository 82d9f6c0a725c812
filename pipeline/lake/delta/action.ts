import { z } from "zod";
import { PipelineError } from "../../common/mod.ts";

const TEXTS = z.record(z.string(), z.string());

/** What a table needs of its readers and writers. */
const PROTOCOL = z.object({ minReaderVersion: z.int(), minWriterVersion: z.int() });

const METADATA = z.object({
  /** Names the table for its whole life. */
  id: z.string(),
  format: z.object({ provider: z.string(), options: TEXTS }),
  /** Columns and their types, as Spark writes them. */
  schemaString: z.string(),
  partitionColumns: z.array(z.string()),
  configuration: TEXTS,
});

const ADD = z.object({
  /** Relative to the table's folder, percent-encoded. */
  path: z.string(),
  /** Null where the partition column is null. */
  partitionValues: z.record(z.string(), z.string().nullable()),
  size: z.int(),
  modificationTime: z.int(),
  /** False where the rows were in the table before: readers of changes pass over it. */
  dataChange: z.boolean(),
  /** Rows, smallest and largest values and nulls of columns, as JSON. */
  stats: z.string().nullish(),
  tags: TEXTS.nullish(),
});

const REMOVE = z.object({ path: z.string(), dataChange: z.boolean(), deletionTimestamp: z.int().nullish() });

/** How far a writer has come: what it wrote up to `version` is in the table. */
const TXN = z.object({ appId: z.string(), version: z.int() });

const COMMIT_INFO = z.looseObject({ commitId: z.string().optional(), operation: z.string().optional() });

const LINE = z.union([
  z.object({ protocol: PROTOCOL }),
  z.object({ metaData: METADATA }),
  z.object({ add: ADD }),
  z.object({ remove: REMOVE }),
  z.object({ txn: TXN }),
  z.object({ commitInfo: COMMIT_INFO }),
]);

/** One line of a commit: an object with one key, which says what kind of action it is. */
export type Action = z.infer<typeof LINE>;
/** A file that a table lists, or listed. */
export type AddFile = z.infer<typeof ADD>;
export type Metadata = z.infer<typeof METADATA>;
export type Protocol = z.infer<typeof PROTOCOL>;

/** The bytes of a commit: one action a line. */
export function formatCommit(actions: readonly Action[]): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(actions.map((action) => JSON.stringify(action) + "\n").join(""));
}

/**
 * The actions of a commit.
 *
 * @param path names it in errors
 * @throws {PipelineError} `lake_mismatch` where a line is not an action of a table of reader version 1
 */
export function parseCommit(bytes: Uint8Array, path: string): Action[] {
  const lines = new TextDecoder().decode(bytes).split("\n");
  if (lines.pop() !== "") throw damaged(path, `line ${lines.length + 1} ends without a line break`);
  return lines.map((line, index) => {
    const parsed = LINE.safeParse(json(line));
    if (!parsed.success) throw damaged(path, `line ${index + 1} is not an action that this program knows`);
    return parsed.data;
  });
}

function json(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** A log that cannot be followed: nothing is written on top of it, and nothing is deleted. */
export function damaged(path: string, what: string): PipelineError {
  return new PipelineError("lake_mismatch", `Cannot follow the table's log as ${path} is damaged: ${what}`, {
    hint: "restore the log from a copy, or start with another lake: nothing in this one was changed",
  });
}
