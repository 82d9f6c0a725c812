import { setImmediate } from "node:timers/promises";
import pl, { type DataFrame } from "nodejs-polars";
import { PipelineError } from "../common/mod.ts";
import { FIELDS, type RuleSet } from "../reading/mod.ts";
import type { KeptRows } from "../sink/mod.ts";
import { type Memory, RecentReadings, SeenReadings } from "../validate/mod.ts";
import { type Listing, numbers, provenanceOf, SILVER } from "../lake/mod.ts";

/**
 * The memory that a partition's owner had, restored from its silver rows: of all of them which there were, and of the last of each station
 * what was measured. Rows are read in bounded batches, measurements only of those batches that hold some station's last rows.
 *
 * @param batchOffsets bounds the rows of a batch, but for a longer rotation
 * @throws {PipelineError} `lake_mismatch` where a file of them is damaged
 */
export async function readMemory(
  { lakeDir, listing, topic, partition }: Omit<KeptRows, "nextOffset">,
  rules: RuleSet,
  batchOffsets = BATCH_OFFSETS,
): Promise<Memory> {
  const seen = new SeenReadings(), recent = new RecentReadings(rules);
  const rowsAfter = new Map<string, number>();
  const needed: Batch[] = [];
  for (const batch of batchesOf(listing, topic, partition, batchOffsets).reverse()) {
    const rows = new Map<string, number>();
    await eachFile(lakeDir, batch, partition, [], ({ stations, timestampsMs, ours }) => {
      for (const i of ours) {
        seen.add(stations[i]!, timestampsMs[i]!);
        rows.set(stations[i]!, (rows.get(stations[i]!) ?? 0) + 1);
      }
    });
    if ([...rows.keys()].some((station) => (rowsAfter.get(station) ?? 0) < recent.depth)) needed.push(batch);
    for (const [station, count] of rows) rowsAfter.set(station, (rowsAfter.get(station) ?? 0) + count);
  }
  for (const batch of needed.reverse()) {
    const rows: { offset: number; station: string; ts: number; values: number[] }[] = [];
    await eachFile(lakeDir, batch, partition, NAMES, ({ frame, stations, timestampsMs, offsets, ours }) => {
      const columns = NAMES.map((name) => frame.getColumn(name).toArray() as (number | null)[]);
      for (const i of ours) {
        const values = columns.map((column) => column[i] ?? NaN);
        rows.push({ offset: offsets[i]!, station: stations[i]!, ts: timestampsMs[i]!, values });
      }
    });
    rows.sort((a, b) => a.offset - b.offset);
    for (const { station, ts, values } of rows) recent.add(station, ts, values);
  }
  return { seen, recent };
}

/** Rows that are read together, as no other rows of the partition lie between them. */
interface Batch {
  firstOffset: number;
  lastOffset: number;
  readonly paths: Set<string>;
}

/** In the order of offsets. Files of one rotation overlap, those of different ones do not, so that a batch has an end. */
function batchesOf({ parts, compacted }: Listing, topic: string, partition: number, batchOffsets: number): Batch[] {
  const ranges = [
    ...parts.filter((part) => part.kind === SILVER.name && part.topic === topic && part.partition === partition),
    ...compacted.flatMap(({ path, folded }) =>
      folded!.ranges.filter((range) => range.partition === partition).map((range) => ({ ...range, path }))
    ),
  ].sort((a, b) => a.firstOffset - b.firstOffset);
  const batches: Batch[] = [];
  for (const { path, firstOffset, lastOffset } of ranges) {
    const last = batches.at(-1);
    if (last === undefined || (firstOffset > last.lastOffset && firstOffset - last.firstOffset >= batchOffsets)) {
      batches.push({ firstOffset, lastOffset, paths: new Set([path]) });
    } else {
      last.paths.add(path);
      last.lastOffset = Math.max(last.lastOffset, lastOffset);
    }
  }
  return batches;
}

/** What a file holds of a batch: the indices of its rows, in columns that hold other rows too. */
interface Held {
  readonly frame: DataFrame;
  readonly stations: readonly string[];
  readonly timestampsMs: Float64Array;
  readonly offsets: Float64Array;
  readonly ours: readonly number[];
}

async function eachFile(
  lakeDir: string,
  { firstOffset, lastOffset, paths }: Batch,
  partition: number,
  names: readonly string[],
  take: (held: Held) => void,
): Promise<void> {
  for (const path of paths) {
    // Between files the event loop runs, else a long lake would keep heartbeats from being sent.
    await setImmediate();
    try {
      const frame = pl.readParquet(`${lakeDir}/${path}`, {
        columns: ["station_id", "ts", "kafka_partition", "kafka_offset", ...names],
      });
      const stations = frame.getColumn("station_id").toArray() as string[];
      const { partitions, offsets } = provenanceOf(frame);
      const ours: number[] = [];
      for (let i = 0; i < stations.length; i++) {
        const offset = offsets[i]!;
        if (partitions[i] === partition && offset >= firstOffset && offset <= lastOffset) ours.push(i);
      }
      take({ frame, stations, timestampsMs: numbers(frame, "ts"), offsets, ours });
    } catch (cause) {
      throw new PipelineError("lake_mismatch", `Cannot read ${path} to know its readings again: it is damaged`, {
        hint: "restore it from a copy, or begin again: deno task pipeline",
        cause,
      });
    }
  }
}

const NAMES: readonly string[] = FIELDS.map((field) => field.name);

/** Some 20 MB of rows with their measurements. */
const BATCH_OFFSETS = 100_000;
