import pl from "nodejs-polars";
import { SeenReadings } from "../validate/mod.ts";
import type { Part } from "./part.ts";

/** The duplicate memory that a partition's owner had, restored from its silver parts, file by file. */
export function readSeen(lakeDir: string, parts: readonly Part[]): SeenReadings {
  const seen = new SeenReadings();
  for (const part of parts) {
    if (part.kind !== "silver") continue;
    const frame = pl.readParquet(`${lakeDir}/${part.path}`, { columns: ["station_id", "ts"] });
    const stations = frame.getColumn("station_id").toArray() as string[];
    const moments = frame.getColumn("ts").cast(pl.Int64).cast(pl.Float64).toTypedArray() as Float64Array;
    for (let i = 0; i < stations.length; i++) seen.add(stations[i]!, moments[i]!);
  }
  return seen;
}
