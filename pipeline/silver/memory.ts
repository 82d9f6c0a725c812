import { setImmediate } from "node:timers/promises";
import pl, { type DataFrame } from "nodejs-polars";
import { PipelineError } from "../common/mod.ts";
import { FIELDS, type RuleSet } from "../reading/mod.ts";
import type { KeptRows } from "../sink/mod.ts";
import { type Memory, RecentReadings, SeenReadings } from "../validate/mod.ts";
import { type LakeFile, numbersOf, readLake, SILVER } from "../lake/mod.ts";

/**
 * The memory that a partition's owner had, restored from its silver rows: of all of them which there were, and of the last of each station
 * what was measured. Files are read one by one, measurements only of those windows of offsets that hold some station's last rows.
 *
 * @param windowOffsets bounds the rows whose measurements are in memory at once
 * @throws {PipelineError} `lake_mismatch` where a file of them is damaged
 */
export function readMemory(
  { lake, partition }: Pick<KeptRows, "lake" | "partition">,
  rules: RuleSet,
  windowOffsets = WINDOW_OFFSETS,
): Promise<Memory> {
  return readLake(lake, [SILVER.name], async (snapshot) => {
    const seen = new SeenReadings(), recent = new RecentReadings(rules);
    const files = snapshot.files(SILVER.name).filter(({ origin }) =>
      origin === null || (origin.partitions[0] <= partition && partition <= origin.partitions[1])
    );
    /** By window, rows of each station. */
    const windows = new Map<number, Map<string, number>>();
    for (const file of files) {
      const { stations, timestampsMs, offsets, ours } = await readFile(file, partition, []);
      for (const i of ours) {
        const window = Math.floor(offsets[i]! / windowOffsets), station = stations[i]!;
        seen.add(station, timestampsMs[i]!);
        const rows = windows.get(window) ?? new Map<string, number>();
        windows.set(window, rows.set(station, (rows.get(station) ?? 0) + 1));
      }
    }
    for (const window of neededOf(windows, recent.depth)) {
      const first = window * windowOffsets, last = first + windowOffsets - 1;
      const rows: { offset: number; station: string; ts: number; values: number[] }[] = [];
      for (const file of files.filter(({ origin }) => origin === null || overlaps(origin.offsets, first, last))) {
        const { frame, stations, timestampsMs, offsets, ours } = await readFile(file, partition, NAMES);
        const columns = NAMES.map((name) => frame.getColumn(name).toArray() as (number | null)[]);
        for (const i of ours) {
          if (offsets[i]! < first || offsets[i]! > last) continue;
          const values = columns.map((column) => column[i] ?? NaN);
          rows.push({ offset: offsets[i]!, station: stations[i]!, ts: timestampsMs[i]!, values });
        }
      }
      rows.sort((a, b) => a.offset - b.offset);
      for (const { station, ts, values } of rows) recent.add(station, ts, values);
    }
    return { seen, recent };
  });
}

/** The windows that hold one of the last rows of some station, in order. */
function neededOf(windows: ReadonlyMap<number, ReadonlyMap<string, number>>, depth: number): number[] {
  const rowsAfter = new Map<string, number>();
  const needed: number[] = [];
  for (const [window, rows] of [...windows].sort(([a], [b]) => b - a)) {
    if ([...rows.keys()].some((station) => (rowsAfter.get(station) ?? 0) < depth)) needed.push(window);
    for (const [station, count] of rows) rowsAfter.set(station, (rowsAfter.get(station) ?? 0) + count);
  }
  return needed.reverse();
}

const overlaps = ([from, to]: readonly [number, number], first: number, last: number) => from <= last && to >= first;

/** What a file holds of a partition: the indices of its rows, in columns that hold other rows too. */
interface Held {
  readonly frame: DataFrame;
  readonly stations: readonly string[];
  readonly timestampsMs: Float64Array;
  readonly offsets: Float64Array;
  readonly ours: readonly number[];
}

async function readFile({ path, localPath }: LakeFile, partition: number, names: readonly string[]): Promise<Held> {
  // Between files the event loop runs, else a long lake would keep heartbeats from being sent.
  await setImmediate();
  try {
    const frame = pl.readParquet(localPath, {
      columns: ["station_id", "ts", "kafka_partition", "kafka_offset", ...names],
    });
    const { ts, kafka_partition: partitions, kafka_offset: offsets } = numbersOf(frame, [
      "ts",
      "kafka_partition",
      "kafka_offset",
    ]);
    return {
      frame,
      stations: frame.getColumn("station_id").toArray() as string[],
      timestampsMs: ts,
      offsets,
      ours: Array.from(partitions.keys()).filter((i) => partitions[i] === partition),
    };
  } catch (cause) {
    throw new PipelineError(
      "lake_mismatch",
      `Cannot read ${SILVER.name}/${path} to know its readings again: it is damaged`,
      {
        hint: "restore it from a copy, or begin again: deno task pipeline",
        cause,
      },
    );
  }
}

const NAMES: readonly string[] = FIELDS.map((field) => field.name);

/** Some 20 MB of rows with their measurements. */
const WINDOW_OFFSETS = 100_000;
