import { formatPartName, lakeRefusal, type PartName, TEMPORARY_PREFIX } from "../lake/mod.ts";
import { dateOf } from "../reading/mod.ts";
import type { CleanColumns } from "../validate/mod.ts";
import { rejectedColumns, silverColumns } from "./column.ts";
import type { Refused } from "./dead_letter.ts";
import type { Table } from "./files.ts";
import type { OnSinkStep } from "./step.ts";
import { type RotationWork, rotationWork } from "./work.ts";

/** What one rotation of a partition puts into the lake, in the order of offsets. */
export interface Rotation {
  readonly topic: string;
  readonly partition: number;
  readonly epoch: number;
  /** Version of the rules that were judged by. */
  readonly ruleSet: string;
  readonly accepted: CleanColumns;
  readonly rejected: readonly Refused[];
}

/**
 * Writes the parts of a rotation, one for each date and each primary reason, as {@linkcode RotationWork.writeTables} does.
 *
 * @returns the number of files
 * @throws {PipelineError} `no_permission` where the lake cannot be written
 */
export async function writeParts(
  lakeDir: string,
  rotation: Rotation,
  onStep?: OnSinkStep,
  work: RotationWork = rotationWork,
): Promise<number> {
  const tables = tablesOf(lakeDir, rotation);
  try {
    await work.writeTables(lakeDir, tables, onStep);
  } catch (error) {
    throw lakeRefusal(lakeDir, error);
  }
  return tables.reduce((sum, { files }) => sum + files.length, 0);
}

function tablesOf(lakeDir: string, rotation: Rotation): Table[] {
  const { accepted, rejected, ruleSet } = rotation;
  const days = grouped(accepted.length, (row) => Math.floor(accepted.ts[row]! / DAY_MS));
  const reasons = grouped(rejected.length, (row) => rejected[row]!.rejection.reasons[0].code);
  const file = (folder: string, rows: readonly number[], offsetOf: (row: number) => number) => {
    const { topic, partition, epoch } = rotation;
    const firstOffset = offsetOf(rows[0]!), lastOffset = offsetOf(rows.at(-1)!);
    const name = formatPartName({ topic, partition, firstOffset, lastOffset, epoch } satisfies PartName);
    return { folder: `${lakeDir}/${folder}`, name, temporaryName: `${TEMPORARY_PREFIX}${name}`, rows: rows.length };
  };
  const tables = [{
    columns: silverColumns(accepted),
    order: Uint32Array.from([...days.values()].flat()),
    files: [...days].map(([day, rows]) =>
      file(`silver/date=${dateOf(day * DAY_MS)}`, rows, (row) => accepted.offsets[row]!)
    ),
  }, {
    columns: rejectedColumns(rejected, ruleSet),
    order: Uint32Array.from([...reasons.values()].flat()),
    files: [...reasons].map(([reason, rows]) =>
      file(`rejected/reason=${reason}`, rows, (row) => rejected[row]!.message.offset)
    ),
  }];
  return tables.filter(({ files }) => files.length > 0);
}

const DAY_MS = 86_400_000;

/** Rows by key, each key's in their order. */
function grouped<Key>(rows: number, keyOf: (row: number) => Key): Map<Key, number[]> {
  const groups = new Map<Key, number[]>();
  for (let row = 0; row < rows; row++) {
    const key = keyOf(row), group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}
