import { together } from "../common/mod.ts";
import { formatPartName, type ManifestFile, statsOf, type Store } from "../lake/mod.ts";
import type { TableRows } from "./stage.ts";
import type { OnSinkStep } from "./step.ts";
import type { RotationWork } from "./worker/work.ts";

/** Who writes parts: an owner of a partition. */
export interface PartWriter {
  readonly topic: string;
  readonly partition: number;
  readonly epoch: number;
}

/** The parts that a rotation wrote to one table. */
export interface WrittenTable {
  readonly table: string;
  readonly rows: number;
  readonly files: ManifestFile[];
}

/** Files that are stored at once: an object store answers each in some 20 ms. */
const STORED_TOGETHER = 32;

/**
 * Stores rows as the parts of one rotation, one for each value of a table's partition column. No table lists them yet. Their names say
 * which offsets they hold and who wrote them, so that no two owners write the same one.
 *
 * @returns the tables that got rows
 * @throws {PipelineError} `no_permission` where the lake cannot be written
 */
export async function writeParts(
  store: Store,
  { topic, partition, epoch }: PartWriter,
  tables: readonly TableRows[],
  work: RotationWork,
  onStep?: OnSinkStep,
): Promise<WrittenTable[]> {
  const filled = tables.filter(({ rowsByKey }) => rowsByKey.size > 0);
  const encoded = await work.encodeFiles(filled.map(({ columns, rowsByKey }) => ({
    columns,
    order: Uint32Array.from([...rowsByKey.values()].flat()),
    rowsOfFiles: [...rowsByKey.values()].map((rows) => rows.length),
  })));
  const puts: { key: string; bytes: Uint8Array<ArrayBuffer> }[] = [];
  const written = filled.map(({ table, columns, offsets, rowsByKey }, index): WrittenTable => {
    const files = [...rowsByKey].map(([value, rows], at): ManifestFile => {
      const bytes = encoded[index]![at]!;
      const [firstOffset, lastOffset] = [offsets[rows[0]!]!, offsets[rows.at(-1)!]!];
      const name = formatPartName({ topic, partition, firstOffset, lastOffset, epoch });
      const path = `${table.partitionColumn}=${value}/${name}`;
      puts.push({ key: `${table.name}/${path}`, bytes });
      return { path, partitionValue: value, sizeBytes: bytes.length, stats: statsOf(columns, Uint32Array.from(rows)) };
    });
    return { table: table.name, rows: [...rowsByKey.values()].reduce((sum, each) => sum + each.length, 0), files };
  });
  await together(puts, STORED_TOGETHER, async ({ key, bytes }) => {
    onStep?.("write");
    await store.put(key, bytes);
  });
  return written;
}
