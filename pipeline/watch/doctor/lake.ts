import type { CommittedOffset } from "../../broker/mod.ts";
import { PipelineError } from "../../common/mod.ts";
import { readProof, readRuns } from "../../facts/mod.ts";
import {
  isLakeFile,
  keyOf,
  openLake,
  refuseOldLayout,
  REJECTED,
  requireConditionalWrites,
  requireRowsBefore,
  requireWriter,
  SILVER,
  type Store,
  TABLES,
  type TableWriter,
} from "../../lake/logs.ts";
import { type Diagnosis, type Finding, finding, type FindingId } from "./finding.ts";

/** What is known of those who write to the lake. */
export interface LakeContext {
  readonly lake: Store;
  /** Whose silver should be; null where no cluster could be asked. */
  readonly writer: TableWriter | null;
  /** By partition of the raw topic what the group has committed; null where it has no offset. */
  readonly committed: ReadonlyMap<number, CommittedOffset | null>;
  /** A consumer is at work: what no table lists may be its own. */
  readonly isBusy: boolean;
  /** A name that nobody has used, for a file that is written to an object store and removed. */
  readonly nonce: string;
}

/** Looks at the lake's files and logs. Nothing is changed; an object store is given one file, which is removed again. */
export async function diagnoseLake({ lake, writer, committed, isBusy, nonce }: LakeContext): Promise<Diagnosis> {
  const { location } = lake;
  if (location.startsWith("s3://")) {
    const unfit = await refusals(
      (code) => code === "store_unfit" ? "lake_store_unfit" : "lake_store_refused",
      () => requireConditionalWrites(lake, nonce),
    );
    if (unfit.length > 0) return { area: "lake", sound: [], findings: unfit };
  }
  const damaged = (look: () => Promise<unknown>) => refusals(() => "lake_damaged", look);
  const old = await refusals(() => "lake_old_layout", () => refuseOldLayout(lake));
  if (old.length > 0) return { area: "lake", sound: [], findings: old };
  const findings: Finding[] = [], unlisted: string[] = [], foreign: string[] = [];
  let silverFiles = 0;
  const { logOf } = openLake(lake);
  for (const table of TABLES) {
    findings.push(
      ...await damaged(async () => {
        const found = await Array.fromAsync(lake.list(`${table.name}/`)); // before the log: what is committed meanwhile is listed by it
        const { files } = await logOf(table.name).snapshot();
        const listed = new Map([...files.values()].map((file) => [keyOf(table, file), file]));
        const keys = new Map(found.map(({ key, sizeBytes }) => [key, sizeBytes]));
        if (table.name === SILVER.name) silverFiles = files.size;
        for (const { key } of found) {
          if (listed.has(key) || key.startsWith(`${table.name}/_delta_log/`)) continue;
          (isLakeFile(key) ? unlisted : foreign).push(key);
        }
        const gone = [...listed].filter(([key, { size }]) => keys.get(key) !== size).map(([key]) => key);
        if (gone.length > 0) {
          findings.push(finding("lake_damaged", `in ${location}, missing or of another size: ${some(gone)}`));
        }
      }),
    );
  }
  if (unlisted.length > 0 && !isBusy) findings.push(finding("lake_unlisted", `in ${location}: ${some(unlisted)}`));
  if (foreign.length > 0) findings.push(finding("lake_foreign_files", `in ${location}: ${some(foreign)}`));
  findings.push(...await damaged(() => Promise.all([readRuns(lake), readProof(lake)])));
  if (writer !== null && findings.every(({ id }) => id !== "lake_damaged")) {
    findings.push(
      ...await refusals(() => "lake_of_others", async () => {
        const silver = await logOf(SILVER.name).snapshot();
        if (silver.version >= 0) requireWriter(SILVER.name, silver, writer);
      }),
    );
    const isOwn = findings.every(({ id }) => id !== "lake_of_others");
    for (const [partition, found] of isOwn ? committed : []) {
      const at = { ...writer, partition, committed: found?.offset ?? null, metadata: found?.metadata ?? "" };
      findings.push(
        ...await refusals(
          (code) => code === "topic_mismatch" ? "group_offsets_lost" : "lake_restored",
          () => requireRowsBefore(lake, [SILVER, REJECTED], logOf, at),
        ),
      );
    }
  }
  return { area: "lake", sound: [`${silverFiles} silver files in ${location}`], findings };
}

/** What `look` refuses, as a finding. */
async function refusals(idOf: (code: string) => FindingId, look: () => Promise<unknown>): Promise<Finding[]> {
  try {
    await look();
    return [];
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    return [finding(idOf(error.code), error.message, error.hint ? { fix: error.hint } : {})];
  }
}

const some = (paths: readonly string[]) =>
  paths.slice(0, 3).join(", ") + (paths.length > 3 ? ` and ${paths.length - 3} more` : "");
