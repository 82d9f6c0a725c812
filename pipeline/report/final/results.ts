import { z } from "zod";
import { PipelineError } from "../../common/mod.ts";
import type { DriftResult } from "../../drift/mod.ts";
import { type ExploreNumbers, exploreSchema } from "../../explore/mod.ts";
import type { Choice, ModelDetail, TargetTable } from "../../forecast/mod.ts";
import { digestOf } from "../quality/json.ts";
import { parseQuality, type QualityReport } from "../quality/quality_schema.ts";

/** `reports/models/models.json` */
export interface ModelsFile {
  readonly cut: string;
  readonly silver_digest: string | null;
  readonly targets: Readonly<Record<string, TargetTable>>;
}

/** `reports/models/details.json` */
export interface DetailsFile {
  readonly silver_digest: string | null;
  readonly targets: Readonly<
    Record<string, { readonly choice: Choice; readonly models: Readonly<Record<string, ModelDetail>> }>
  >;
}

/** All that the final report is made of. */
export interface FinalResults {
  readonly explore: ExploreNumbers;
  readonly models: ModelsFile;
  readonly details: DetailsFile;
  readonly drift: DriftResult;
  readonly quality: QualityReport;
}

/** Each results file: where it is within the folder of reports, and the task that makes it. */
export const RESULT_FILES = {
  explore: { path: "explore/explore.json", task: "explore" },
  models: { path: "models/models.json", task: "evaluate" },
  details: { path: "models/details.json", task: "evaluate" },
  drift: { path: "drift/drift.json", task: "drift" },
  quality: { path: "quality/quality.json", task: "report" },
} as const;

export type ResultName = keyof typeof RESULT_FILES;

/** The lake that the results have to be of. */
export interface Lake {
  /** Of its silver. */
  readonly silverDigest: string;
  /** Of its quality numbers: the quality report has no digest of silver, but one of all rows, the rejected ones too. */
  readonly qualityDigest: string;
}

const models = z.looseObject({
  cut: z.string(),
  silver_digest: z.string(),
  targets: z.record(z.string(), z.looseObject({ models: z.record(z.string(), z.looseObject({})) })),
});
const details = z.looseObject({
  silver_digest: z.string(),
  targets: z.record(z.string(), z.looseObject({ choice: z.looseObject({ used: z.string() }) })),
});
const drift = z.looseObject({ silver_digest: z.string().nullable(), alarms: z.array(z.looseObject({})) });

/**
 * Reads the texts of all results files, and refuses those that are of other readings than the lake's.
 *
 * @param texts by name; `null` where there is no such file
 * @throws {PipelineError} `not_found` where one is missing, `lake_mismatch` where one is of another form or of other readings; the hint
 * has the command that makes it
 * @example
 * ```ts
 * import { parseFinalResults } from "../mod.ts";
 * import assert from "node:assert/strict";
 * const none = { explore: null, models: null, details: null, drift: null, quality: null };
 * assert.throws(() => parseFinalResults(none, { silverDigest: "", qualityDigest: "" }), { code: "not_found" });
 * ```
 */
export function parseFinalResults(texts: Readonly<Record<ResultName, string | null>>, lake: Lake): FinalResults {
  const quality = parseQuality(RESULT_FILES.quality.path, textOf("quality"));
  const results = {
    explore: parsed("explore", exploreSchema),
    models: parsed("models", models) as unknown as ModelsFile,
    details: parsed("details", details) as unknown as DetailsFile,
    drift: parsed("drift", drift) as unknown as DriftResult,
    quality,
  };
  for (const name of ["explore", "models", "details", "drift"] as const) {
    requireFresh(name, results[name].silver_digest, lake.silverDigest);
  }
  // Its own digest says of which rows it claims to be; its numbers, whether that is so.
  requireFresh("quality", digestOf(quality.quality), lake.qualityDigest);
  return results;

  function textOf(name: ResultName): string {
    const text = texts[name], { path, task } = RESULT_FILES[name];
    if (text !== null) return text;
    throw new PipelineError("not_found", `Cannot use ${path} as results as there is no such file`, {
      hint: `make it: deno task ${task}`,
    });
  }

  function parsed<T>(name: ResultName, schema: z.ZodType<T>): T {
    const { path, task } = RESULT_FILES[name];
    const failure = (got: string, cause: unknown) =>
      new PipelineError("lake_mismatch", `Cannot use ${path} as results: expected those of this version, got ${got}`, {
        hint: `make it again: deno task ${task}`,
        cause,
      });
    let value: unknown;
    try {
      value = JSON.parse(textOf(name));
    } catch (error) {
      if (error instanceof PipelineError) throw error;
      throw failure("text that is not JSON", error);
    }
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    throw failure(`unexpected content at ${result.error.issues[0]!.path.join(".") || "its top"}`, result.error);
  }
}

function requireFresh(name: ResultName, got: string | null, expected: string): void {
  if (got === expected) return;
  const { path, task } = RESULT_FILES[name];
  const short = (digest: string | null) => digest === null ? "no digest" : `${digest.slice(0, 12)}…`;
  throw new PipelineError(
    "lake_mismatch",
    `Cannot use ${path} as results: expected those of the readings ${short(expected)}, got ${short(got)}`,
    { hint: `the readings have changed since, or the file has: make it again by deno task ${task}` },
  );
}
