import { PipelineError } from "../../common/mod.ts";
import { readProof, readRuns } from "../../facts/mod.ts";
import { type LakeOwner, listLake, requireOwner } from "../../lake/mod.ts";
import { type Diagnosis, type Finding, finding, type FindingId } from "./finding.ts";

/** What is known of those who write to the lake. */
export interface LakeContext {
  readonly lakeDir: string;
  /** Whose it should be; null where no cluster could be asked. */
  readonly owner: LakeOwner | null;
  /** A consumer is at work: what is half-written may be its own. */
  readonly isBusy: boolean;
}

/** Looks at the lake's files; none is changed. */
export async function diagnoseLake({ lakeDir, owner, isBusy }: LakeContext): Promise<Diagnosis> {
  const { parts, compacted, temporary, foreign } = await listLake(lakeDir);
  const files = (paths: readonly { path: string }[]) => some(paths.map(({ path }) => path));
  const damaged = compacted.filter(({ folded }) => folded === null);
  const unfolded = await Deno.stat(`${lakeDir}/_folding`).then(() => true, (error) => {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  });
  const findings: Finding[] = [
    ...(temporary.length > 0 && !isBusy ? [finding("lake_temporary", `in ${lakeDir}: ${files(temporary)}`)] : []),
    ...(unfolded && !isBusy ? [finding("lake_unfolded", `${lakeDir}/_folding is there`)] : []),
    ...(foreign.length > 0 ? [finding("lake_foreign_files", `in ${lakeDir}: ${some(foreign)}`)] : []),
    ...(damaged.length > 0 ? [finding("lake_damaged", `in ${lakeDir}: ${files(damaged)}`)] : []),
    ...await refusalOf("lake_damaged", async () => void await Promise.all([readRuns(lakeDir), readProof(lakeDir)])),
    ...(owner === null ? [] : await refusalOf("lake_of_others", () => requireOwner(lakeDir, owner))),
  ];
  const silver = parts.filter(({ kind }) => kind === "silver").length + compacted.length;
  return { area: "lake", sound: [`${silver} silver files in ${lakeDir}`], findings };
}

/** What `look` refuses, as a finding. */
async function refusalOf(id: FindingId, look: () => Promise<void>): Promise<Finding[]> {
  try {
    await look();
    return [];
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    return [finding(id, error.message, error.hint ? { fix: error.hint } : {})];
  }
}

const some = (paths: readonly string[]) =>
  paths.slice(0, 3).join(", ") + (paths.length > 3 ? ` and ${paths.length - 3} more` : "");
