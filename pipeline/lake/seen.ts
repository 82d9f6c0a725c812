import pl from "nodejs-polars";
import { PipelineError } from "../common/mod.ts";
import { SeenReadings } from "../validate/mod.ts";
import { numbers, provenanceOf } from "./compacted.ts";
import type { Listing } from "./folder.ts";

/**
 * The duplicate memory that a partition's owner had, restored from its silver rows, file by file.
 *
 * @throws {PipelineError} `lake_mismatch` where a file of them is damaged
 */
export async function readSeen(
  lakeDir: string,
  { parts, compacted }: Listing,
  topic: string,
  partition: number,
): Promise<SeenReadings> {
  const seen = new SeenReadings();
  const ours = [
    ...parts.filter((part) => part.kind === "silver" && part.topic === topic && part.partition === partition),
    ...compacted.filter(({ folded }) => folded?.ranges.some((range) => range.partition === partition)),
  ];
  for (const [index, { path }] of ours.entries()) {
    // Between files the event loop runs, else a long lake would keep heartbeats from being sent.
    if (index % FILES_AT_ONCE === 0) await new Promise((resolve) => setTimeout(resolve, 0));
    try {
      const frame = pl.readParquet(`${lakeDir}/${path}`, {
        columns: ["station_id", "ts", "kafka_partition", "kafka_offset"],
      });
      const stations = frame.getColumn("station_id").toArray() as string[];
      const moments = numbers(frame, "ts"), { partitions } = provenanceOf(frame);
      for (let i = 0; i < stations.length; i++) {
        if (partitions[i] === partition) seen.add(stations[i]!, moments[i]!);
      }
    } catch (cause) {
      throw new PipelineError("lake_mismatch", `Cannot read ${path} to know duplicates again: it is damaged`, {
        hint: "restore it from a copy, or begin anew: deno task pipeline",
        cause,
      });
    }
  }
  return seen;
}

const FILES_AT_ONCE = 20;
