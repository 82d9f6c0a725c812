import type { DataFrame } from "nodejs-polars";
import { flush, formatPartName, lakeRefusal, type PartName, TEMPORARY_PREFIX } from "../lake/mod.ts";
import { type CleanRows, dateOf } from "../reading/mod.ts";
import type { Refused } from "./dead_letter.ts";
import { rejectedFrame, silverFrame } from "./frame.ts";
import type { OnSinkStep } from "./step.ts";

/** What one rotation of a partition puts into the lake, in the order of offsets. */
export interface Rotation {
  readonly topic: string;
  readonly partition: number;
  readonly epoch: number;
  /** Version of the rules that were judged by. */
  readonly ruleSet: string;
  readonly accepted: CleanRows;
  readonly rejected: readonly Refused[];
}

/**
 * Writes the parts of a rotation, one for each date and each primary reason: to temporary names, flushed to disk, then renamed, then
 * the folders flushed. When it returns, the parts survive a power cut; until then a reader sees none or whole files.
 *
 * @returns the number of files
 * @throws {PipelineError} `no_permission` where the lake cannot be written
 */
export async function writeParts(lakeDir: string, rotation: Rotation, onStep?: OnSinkStep): Promise<number> {
  const { accepted, rejected, ruleSet } = rotation;
  const files = [
    ...slices(
      accepted.length,
      (row) => `silver/date=${dateOf(accepted.ts[row]!)}`,
      (row) => accepted.offsets[row]!,
      (order) => silverFrame(accepted, order),
    ),
    ...slices(
      rejected.length,
      (row) => `rejected/reason=${rejected[row]!.rejection.reasons[0].code}`,
      (row) => rejected[row]!.message.offset,
      (order) => rejectedFrame(Array.from(order, (row) => rejected[row]!), ruleSet),
    ),
  ].map(({ folder, firstOffset, lastOffset, frame }) => {
    const { topic, partition, epoch } = rotation;
    const name = formatPartName({ topic, partition, firstOffset, lastOffset, epoch } satisfies PartName);
    return { folder: `${lakeDir}/${folder}`, name, frame };
  });
  const folders = [...new Set(files.map((file) => file.folder))];
  try {
    await Promise.all(folders.map((folder) => Deno.mkdir(folder, { recursive: true })));
    // Polars writes in threads of its own, so that the event loop runs. All must have ended, also where one fails: a successor sweeps them.
    const written = await Promise.allSettled(files.map(({ folder, name, frame }) => {
      onStep?.("write");
      return frame.lazy().sinkParquet(`${folder}/${TEMPORARY_PREFIX}${name}`, PART_FORMAT).collect();
    }));
    for (const each of written) if (each.status === "rejected") throw each.reason;
    onStep?.("flush");
    await Promise.all(files.map(({ folder, name }) => flush(`${folder}/${TEMPORARY_PREFIX}${name}`)));
    await Promise.all(files.map(({ folder, name }) => {
      onStep?.("rename");
      return Deno.rename(`${folder}/${TEMPORARY_PREFIX}${name}`, `${folder}/${name}`);
    }));
    onStep?.("flush folders");
    await Promise.all(folders.map(flush));
    // A date's folder may be new itself, and is an entry of the one above.
    const above = new Set([...folders.map((folder) => folder.slice(0, folder.lastIndexOf("/"))), lakeDir]);
    if (folders.length > 0) await Promise.all([...above].map(flush));
  } catch (error) {
    throw lakeRefusal(lakeDir, error);
  }
  return files.length;
}

/**
 * For a part of some hundred rows zstd takes half as long again as snappy: it sets tables up anew for each column, which cost more than
 * what they compress. `compact` folds parts into files of a date with zstd.
 */
const PART_FORMAT = { compression: "snappy" } as const;

interface Slice {
  folder: string;
  firstOffset: number;
  lastOffset: number;
  frame: DataFrame;
}

/** One frame for all rows, cut by folder: building many small frames costs ten times as much. */
function slices(
  rows: number,
  folderOf: (row: number) => string,
  offsetOf: (row: number) => number,
  frameOf: (order: Uint32Array) => DataFrame,
): Slice[] {
  if (rows === 0) return [];
  const groups = new Map<string, number[]>();
  for (let row = 0; row < rows; row++) {
    const folder = folderOf(row), group = groups.get(folder);
    if (group === undefined) groups.set(folder, [row]);
    else group.push(row);
  }
  const frame = frameOf(Uint32Array.from([...groups.values()].flat()));
  let start = 0;
  return [...groups].map(([folder, group]) => {
    const slice = frame.slice(start, group.length);
    start += group.length;
    return { folder, firstOffset: offsetOf(group[0]!), lastOffset: offsetOf(group.at(-1)!), frame: slice };
  });
}
