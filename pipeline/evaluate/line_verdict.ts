import pl from "nodejs-polars";
import { PipelineError } from "../common/mod.ts";
import { flagsOf } from "../reading/mod.ts";
import { readRuns } from "../facts/mod.ts";
import type { Flag } from "./fault_label.ts";
import { type LakeAt, type LakeSnapshot, placeOf, readLake, rowsOf } from "../lake/mod.ts";

/** What the rules say of one line of a source. */
export interface LineVerdict {
  readonly accepted: boolean;
  /** Each once. */
  readonly flags: readonly Flag[];
}

/**
 * What the rules said of each line of the one file that was replayed, whole and once, into a lake. Memory grows with its lines.
 *
 * @param sha256 the file's digest
 * @throws {PipelineError} `lake_mismatch` where the lake holds something else or more, or is damaged
 *
 * @example
 * ```ts
 * import { readLineVerdicts } from "./line_verdict.ts";
 * import assert from "node:assert/strict";
 * await assert.rejects(readLineVerdicts("no such folder", "0".repeat(64)), { code: "lake_mismatch" });
 * ```
 */
export async function readLineVerdicts(lake: LakeAt, sha256: string): Promise<Map<number, LineVerdict>> {
  const runs = await readRuns(lake);
  if (runs.length !== 1 || runs[0]!.source.sha256 !== sha256 || runs[0]!.partial || runs[0]!.looped) {
    throw new PipelineError(
      "lake_mismatch",
      `Cannot read verdicts by line from the lake ${
        placeOf(lake)
      }: expected one whole replay of the file with SHA-256 ${sha256}, ` +
        `got ${runs.length === 1 ? "another file, or part of it" : `${runs.length} replays`}`,
      { hint: "replay that file alone: deno task pipeline --csv FILE --out-dir FOLDER" },
    );
  }
  return await readLake(lake, ["silver", "rejected"], verdictsOf);
}

function verdictsOf(snapshot: LakeSnapshot): Map<number, LineVerdict> {
  const line = pl.col("source_line").cast(pl.Float64).alias("line");
  const verdicts = new Map<number, LineVerdict>();
  try {
    for (const row of rowsOf(snapshot, "silver")((rows) => rows.select(line, pl.col("validation_notes")))) {
      verdicts.set(Number(row.line), { accepted: true, flags: flagsOf(row.validation_notes as string | null) });
    }
    for (const row of rowsOf(snapshot, "rejected")((rows) => rows.select(line, pl.col("reason_codes")))) {
      verdicts.set(Number(row.line), { accepted: false, flags: String(row.reason_codes).split(";") });
    }
    return verdicts;
  } catch (cause) {
    throw new PipelineError(
      "lake_mismatch",
      `Cannot read verdicts by line from the lake ${snapshot.location}: a file is damaged, or a message is not of the replay`,
      { hint: "replay that file alone: deno task pipeline --csv FILE --out-dir FOLDER", cause },
    );
  }
}
