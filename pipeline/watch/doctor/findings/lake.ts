import { type FindingKind, kindOf } from "./kind.ts";

const kind = kindOf("lake");

/** What can be wrong with the lake's files. */
export const LAKE_FINDINGS = {
  lake_temporary: kind(
    "warning",
    "Half-written files were left behind",
    "A consumer was killed. Readers skip these files, and the next owner of the partition removes them.",
    "deno task consume --until-end",
    ".writing-… files",
    "Parquet write failures",
  ),
  lake_unfolded: kind(
    "warning",
    "A compaction was killed",
    "Its journal says how far it got: the next process that locks the lake completes it or undoes it.",
    "deno task compact",
    "a folder _folding",
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
    "The record of a compacted file is missing or damaged",
    "Without its _folded.json it is unknown which partition the rows belong to: no partition can be taken over.",
    "restore it from a copy, or start over: deno task pipeline",
    "as _folded.json is damaged",
  ),
  lake_of_others: kind(
    "error",
    "The lake belongs to another group, cluster or topic",
    "Its rows have that one's offsets, and new rows would mix with them.",
    "use a lake of its own: --out-dir FOLDER, or the group that the lake belongs to: --group-id",
    "belongs to another group",
    "belongs to another cluster",
  ),
} as const satisfies Record<string, FindingKind>;
