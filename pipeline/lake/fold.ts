import pl, { type DataFrame } from "nodejs-polars";
import { PipelineError } from "../common/mod.ts";
import { type Compacted, provenanceOf } from "./compacted.ts";
import type { Listing } from "./folder.ts";
import type { OffsetRange, Part } from "./part.ts";
import { SILVER } from "./table.ts";

/** Which parts may be folded. */
export interface FoldRule {
  readonly topic: string;
  /** By partition the offset up to which the group has committed, read before the lake was listed. */
  readonly committed: ReadonlyMap<number, number>;
  /** True where the group has read all that there is: then every date is closed, else all but the newest. */
  readonly idle: boolean;
}

/**
 * The parts to fold, by date in order: those of closed dates that are committed. A part past the committed offset may be in flight.
 *
 * @param listing without copies that were overtaken
 */
export function planFold({ parts, compacted }: Listing, rule: FoldRule): Map<string, Part[]> {
  const silver = parts.filter((part) => part.kind === SILVER.name && part.topic === rule.topic);
  const newest = [...silver.map(dateOfPart), ...compacted.map(({ date }) => date)].sort().at(-1);
  const foldable = silver.filter((part) =>
    part.lastOffset < (rule.committed.get(part.partition) ?? 0) && (rule.idle || dateOfPart(part) !== newest)
  );
  return new Map([...Map.groupBy(foldable, dateOfPart)].sort(([a], [b]) => a < b ? -1 : 1));
}

const dateOfPart = ({ path }: Part): string => path.split("/")[1]!.replace("date=", "");

/** The rows of a date in the one order that depends on nothing but them. */
export function foldFrames(frames: readonly DataFrame[]): DataFrame {
  // One chunk: the writer makes a row group of each.
  return pl.concat([...frames]).sort(["station_id", "ts", "kafka_partition", "kafka_offset"]).rechunk();
}

/** What a compacted file holds after more parts were folded into it. */
export function foldRanges(compacted: Compacted | undefined, parts: readonly Part[]): OffsetRange[] {
  return [...compacted?.folded?.ranges ?? [], ...parts]
    .map(({ partition, firstOffset, lastOffset, epoch }) => ({ partition, firstOffset, lastOffset, epoch }))
    .sort((a, b) => a.partition - b.partition || a.firstOffset - b.firstOffset);
}

/** True where the rows of a part are those that its name says. */
export function fitsName(frame: DataFrame, { partition, firstOffset, lastOffset }: Part): boolean {
  const { partitions, offsets } = provenanceOf(frame);
  return partitions.every((each) => each === partition) && offsets[0] === firstOffset && offsets.at(-1) === lastOffset;
}

/** Reads a part whole. @throws {PipelineError} `lake_mismatch` where it is damaged */
export function readPart(lakeDir: string, part: Part): DataFrame {
  const damaged = (got: string, cause?: unknown) =>
    new PipelineError("lake_mismatch", `Cannot read ${part.path} as a part: expected its rows, got ${got}`, {
      hint: "restore it from a copy, or start over: deno task pipeline",
      cause,
    });
  let frame: DataFrame;
  try {
    frame = pl.readParquet(`${lakeDir}/${part.path}`);
  } catch (error) {
    throw damaged(String(error).split("\n")[0]!, error);
  }
  if (!fitsName(frame, part)) throw damaged("others than its name says");
  return frame;
}
