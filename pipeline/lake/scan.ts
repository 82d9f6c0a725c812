import pl from "nodejs-polars";
import type { ReasonCode } from "../reading/mod.ts";
import type { Listing } from "./folder.ts";
import { OffsetLedger } from "./ledger.ts";

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

/** Reads the provenance of every row of the lake. One file at a time, so memory does not grow with the lake. */
export function countLake(lakeDir: string, listing: Listing): LakeCount {
  const silver = new OffsetLedger(), rejected = new OffsetLedger(), all = new OffsetLedger();
  const rejectedByReason: Partial<Record<ReasonCode, number>> = {};
  const damaged: string[] = [];
  let suspect = 0, silverFiles = 0, rejectedFiles = 0;
  for (const part of listing.parts) {
    const extra = part.kind === "silver" ? "row_validity" : "reason_codes";
    const isSilver = part.kind === "silver";
    let partitions: Float64Array, offsets: Float64Array, texts: string[];
    try {
      const frame = pl.readParquet(`${lakeDir}/${part.path}`, { columns: ["kafka_partition", "kafka_offset", extra] });
      partitions = frame.getColumn("kafka_partition").cast(pl.Float64).toTypedArray();
      offsets = frame.getColumn("kafka_offset").cast(pl.Float64).toTypedArray();
      texts = frame.getColumn(extra).toArray() as string[];
    } catch (error) {
      damaged.push(`${part.path} (${String(error).split("\n")[0]!.slice(0, 120)})`);
      continue;
    }
    if (
      partitions.some((each) => each !== part.partition) || offsets[0] !== part.firstOffset ||
      offsets.at(-1) !== part.lastOffset
    ) {
      damaged.push(`${part.path} (its rows are not those that its name says)`);
    }
    const ledger = isSilver ? silver : rejected;
    for (let i = 0; i < offsets.length; i++) {
      ledger.add(partitions[i]!, offsets[i]!);
      all.add(partitions[i]!, offsets[i]!);
      if (!isSilver) {
        const code = texts[i]!.split(";")[0] as ReasonCode;
        rejectedByReason[code] = (rejectedByReason[code] ?? 0) + 1;
      } else if (texts[i] === "suspect") suspect++;
    }
    if (isSilver) silverFiles++;
    else rejectedFiles++;
  }
  return { silver, rejected, all, suspect, rejectedByReason, silverFiles, rejectedFiles, damaged };
}
