import type { RawReading } from "../../pipeline/reading/mod.ts";
import { detectDialect, identifyFile, readRows } from "../../pipeline/source/mod.ts";
import { rounds } from "../../pipeline/source/rounds.ts";

/** The readings of a CSV that have a timestamp, in order and round after round without end; no timestamp comes twice. */
export async function* readHours(csv: string): AsyncGenerator<RawReading> {
  const file = await identifyFile(csv), dialect = await detectDialect(file);
  for await (const { rows } of rounds(() => readRows(file, dialect, ""))) {
    for (const row of rows) if (row.kind === "reading" && row.timestampMs !== null) yield row.message;
  }
}

/** The hours in order, each once for every station, until there are `rows`. */
export async function* networkReadings(
  hours: AsyncIterable<RawReading>,
  { rows, stations }: { rows: number; stations: number },
): AsyncGenerator<{ station: number; reading: RawReading }> {
  const names = Array.from({ length: stations }, (_, station) => `station-${String(station).padStart(4, "0")}`);
  let left = rows;
  for await (const hour of hours) {
    for (let station = 0; station < stations && left > 0; station++, left--) {
      yield { station, reading: { ...hour, station_id: names[station]! } };
    }
    if (left === 0) return;
  }
}
