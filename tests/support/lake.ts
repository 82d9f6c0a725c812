import pl from "nodejs-polars";
import { listLake } from "../../pipeline/lake/mod.ts";

/** Runs `work` with an empty folder, which is removed whatever happens. @returns what `work` gives */
export async function usingFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "lake-" });
  try {
    return await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** `kind partition:offset` of every row of a lake, sorted: copies show as repeated entries. */
export async function rowsOf(lakeDir: string): Promise<string[]> {
  const { parts, compacted } = await listLake(lakeDir);
  const silver = compacted.map(({ path }) => ({ path, kind: "silver" }));
  return [...parts, ...silver].flatMap(({ path, kind }) => {
    const frame = pl.readParquet(`${lakeDir}/${path}`);
    const partitions = frame.getColumn("kafka_partition").toArray(),
      offsets = frame.getColumn("kafka_offset").toArray();
    return partitions.map((partition, index) => `${kind} ${partition}:${String(offsets[index]).padStart(6, "0")}`);
  }).sort();
}
