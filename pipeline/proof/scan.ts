import pl, { type DataFrame } from "nodejs-polars";
import { PipelineError } from "../common/mod.ts";
import type { ReasonCode } from "../reading/mod.ts";
import { fitsName, provenanceOf, readCompacted, SILVER, type Snapshot } from "../lake/mod.ts";
import { OffsetLedger } from "../records/mod.ts";
import type { ContentLedger } from "./content.ts";
import { rejectedRows, silverRows } from "./rows.ts";

/** What the rows of a lake say, file by file. */
export interface LakeCount {
  readonly silver: OffsetLedger;
  readonly rejected: OffsetLedger;
  /** Both together. */
  readonly all: OffsetLedger;
  readonly suspect: number;
  readonly rejectedByReason: Partial<Record<ReasonCode, number>>;
  readonly silverFiles: number;
  readonly rejectedFiles: number;
  /** Files that cannot be read, or whose rows are not those that their name says. */
  readonly damaged: readonly string[];
}

/** Reads every row of a topic in the lake, and adds it to `content`. One file at a time, so memory does not grow with the lake. */
export async function countLake(
  lakeDir: string,
  listing: Snapshot,
  topic: string,
  content: ContentLedger,
): Promise<LakeCount> {
  const silver = new OffsetLedger(), rejected = new OffsetLedger(), all = new OffsetLedger();
  const rejectedByReason: Partial<Record<ReasonCode, number>> = {};
  const damaged: string[] = [];
  let suspect = 0, silverFiles = 0, rejectedFiles = 0;
  const addSilver = (frame: DataFrame) => {
    const rows = silverRows(frame);
    addRows(frame, silver, all);
    for (const row of rows) content.addSilver(row);
    for (const validity of texts(frame, "row_validity")) if (validity === "suspect") suspect++;
    silverFiles++;
  };
  const addRejected = (frame: DataFrame) => {
    const rows = rejectedRows(frame);
    addRows(frame, rejected, all);
    for (const row of rows) content.addRejected(row);
    for (const codes of texts(frame, "reason_codes")) {
      const code = codes.split(";")[0] as ReasonCode;
      rejectedByReason[code] = (rejectedByReason[code] ?? 0) + 1;
    }
    rejectedFiles++;
  };
  for (const part of listing.parts.filter((each) => each.topic === topic)) {
    try {
      const frame = pl.readParquet(`${lakeDir}/${part.path}`);
      if (!fitsName(frame, part)) damaged.push(`${part.path} (its rows do not match its name)`);
      if (part.kind === SILVER.name) addSilver(frame);
      else addRejected(frame);
    } catch (error) {
      damaged.push(`${part.path} (${String(error).split("\n")[0]!.slice(0, 120)})`);
    }
  }
  for (const compacted of listing.compacted) {
    if (compacted.folded !== null && compacted.folded.topic !== topic) continue;
    try {
      addSilver(await readCompacted(lakeDir, compacted));
    } catch (error) {
      if (!(error instanceof PipelineError)) throw error;
      damaged.push(error.message);
    }
  }
  return { silver, rejected, all, suspect, rejectedByReason, silverFiles, rejectedFiles, damaged };
}

function addRows(frame: DataFrame, ...ledgers: OffsetLedger[]): void {
  const { partitions, offsets } = provenanceOf(frame);
  for (let i = 0; i < offsets.length; i++) for (const ledger of ledgers) ledger.add(partitions[i]!, offsets[i]!);
}

const texts = (frame: DataFrame, column: string) => frame.getColumn(column).toArray() as string[];
