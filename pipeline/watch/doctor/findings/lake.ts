import { type FindingKind, kindOf } from "./kind.ts";

const kind = kindOf("lake");

/** What can be wrong with the lake's files. */
export const LAKE_FINDINGS = {
  lake_store_refused: kind(
    "error",
    "The object store cannot be used",
    "The lake cannot be read or written: the store does not answer, has no such bucket, or refuses the keys.",
    "check AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, and that the bucket is there",
    "the object store answered 403",
    "Cannot GET s3://",
  ),
  lake_store_unfit: kind(
    "error",
    "The object store ignores conditional writes",
    "Of several writers that create one file exactly one must win: the tables' logs rest on it, and rows would be lost. A store without " +
      "If-None-Match does that, and so does a proxy that drops the header.",
    "use a store with conditional PUT, and reach it without such a proxy",
    "conditional writes of one key raced",
  ),
  lake_old_layout: kind(
    "error",
    "The lake was made by an earlier version",
    "Its rows are in no table's log, so they would not be seen.",
    "the topic has every row: read it again, as another group into another lake: deno task consume --lake LAKE --group-id GROUP. Or start over from the source file, which deletes this lake: deno task pipeline --fresh",
    "as it was made by an earlier version",
  ),
  lake_unlisted: kind(
    "warning",
    "Files of the lake that no table lists",
    "A consumer was killed before it committed them, or a compaction has replaced them. They count for nothing and take space.",
    "deno task compact",
    "more files in silver/ than the log lists",
  ),
  lake_foreign_files: kind(
    "warning",
    "Files in the lake are not its own",
    "They are not counted and never removed, and the lake cannot be emptied while they are there. Tools that read the whole folder may read them.",
    "move them away",
    "holds files that are not its own",
  ),
  lake_damaged: kind(
    "error",
    "A file of the lake is missing or damaged",
    "A table's log that cannot be followed stops readers and writers, and rows of a file that is gone are lost. Nothing is deleted or written on top.",
    "restore it from a copy, or start over: deno task pipeline",
    "Cannot follow the table's log",
    "expected the JSON that was written there",
  ),
  lake_restored: kind(
    "error",
    "The lake lacks rows before the group's offset",
    "It was restored from an older copy, was emptied, or is another lake. Consumers refuse to start: rows would be missing between.",
    "name the right lake by --lake; or read the rest again: deno task group reset, to where the lake ends",
    "was restored from an older copy",
    "expected what the committed offset names",
  ),
  lake_of_others: kind(
    "error",
    "The lake belongs to another group, cluster or topic",
    "Its rows have that one's offsets, and new rows would mix with them.",
    "use a lake of its own: --lake LAKE, or the group that the lake belongs to: --group-id",
    "belongs to another group",
    "belongs to another cluster",
  ),
} as const satisfies Record<string, FindingKind>;
