import pl from "nodejs-polars";
import { type LakeAt, readLake, REJECTED, SILVER, type TableName } from "../../pipeline/lake/mod.ts";

/** Runs `work` with an empty folder, which is removed whatever happens. @returns what `work` gives */
export async function usingFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "lake-" });
  try {
    return await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Paths of the files that a table lists, in order. */
export const filesOf = (lake: LakeAt, table: TableName): Promise<string[]> =>
  readLake(lake, [table], (snapshot) => snapshot.files(table).map(({ localPath }) => localPath));

/** `table partition:offset` of every row that the logs of a lake list, sorted: copies show as repeated entries. */
export function rowsOf(lake: LakeAt): Promise<string[]> {
  const tables = [SILVER.name, REJECTED.name] as const;
  return readLake(
    lake,
    tables,
    (snapshot) =>
      tables.flatMap((table) =>
        snapshot.files(table).flatMap(({ localPath }) => {
          const frame = pl.readParquet(localPath);
          const partitions = frame.getColumn("kafka_partition").toArray();
          const offsets = frame.getColumn("kafka_offset").toArray();
          return partitions.map((partition, row) => `${table} ${partition}:${String(offsets[row]).padStart(6, "0")}`);
        })
      ).sort(),
  );
}
