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
    "Its journal says how far it was: the next one that takes the lake ends it or takes it back.",
    "deno task compact",
    "a folder _folding",
  ),
  lake_foreign_files: kind(
    "warning",
    "Files in the lake are not its own",
    "They are not counted, never removed, and keep a clean slate from being made; readers of the whole folder may read them.",
    "move them away",
    "holds files that are not its own",
  ),
  lake_damaged: kind(
    "error",
    "The record of a compacted file is missing or damaged",
    "Without its _folded.json nobody knows whose rows the file holds: no partition can be taken over.",
    "restore it from a copy, or begin anew: deno task pipeline",
    "as _folded.json is damaged",
  ),
  lake_of_others: kind(
    "error",
    "The lake belongs to another group, cluster or topic",
    "Its rows carry offsets of that one: others would be mixed with them.",
    "give the lake of its own: --out-dir FOLDER, or the group that it belongs to: --group-id",
    "belongs to another group",
    "belongs to another cluster",
  ),
} as const satisfies Record<string, FindingKind>;
