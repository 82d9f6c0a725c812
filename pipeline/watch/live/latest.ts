import type { IncomingMessage } from "../../broker/mod.ts";
import { parseTimestamp } from "../../reading/mod.ts";

/** The newest reading of a station. */
export interface LatestReading {
  readonly station: string;
  /** RFC 3339, the station's clock labelled UTC. */
  readonly ts: string;
  /** µg/m³; null where it was missing or implausible. */
  readonly no2: number | null;
  readonly suspect: boolean;
}

const MAX_STATIONS = 20_000;
const decoder = new TextDecoder();

/** Remembers the newest clean reading of each station. What is no clean reading is passed over: anyone can write to a topic. */
export class LatestReadings {
  readonly #stations = new Map<string, LatestReading & { readonly tsMs: number }>();

  get stations(): number {
    return this.#stations.size;
  }

  add({ value }: Pick<IncomingMessage, "value">): void {
    const reading = readingOf(value);
    if (reading === null) return;
    const known = this.#stations.get(reading.station);
    if (known === undefined ? this.#stations.size < MAX_STATIONS : reading.tsMs >= known.tsMs) {
      this.#stations.set(reading.station, reading);
    }
  }

  clear(): void {
    this.#stations.clear();
  }

  /** The first `limit` stations by NO2, highest first; those without a value last, by name. */
  ranking(limit: number): LatestReading[] {
    return [...this.#stations.values()]
      .sort((a, b) => (b.no2 ?? -1) - (a.no2 ?? -1) || (a.station < b.station ? -1 : 1))
      .slice(0, limit)
      .map(({ station, ts, no2, suspect }) => ({ station, ts, no2, suspect }));
  }
}

function readingOf(value: Uint8Array | null): (LatestReading & { tsMs: number }) | null {
  if (value === null) return null;
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(decoder.decode(value));
  } catch {
    return null;
  }
  if (typeof json !== "object" || json === null) return null;
  const { station_id: station, ts, no2_gt: no2, row_validity } = json;
  if (typeof station !== "string" || typeof ts !== "string" || station.length > 200) return null;
  const tsMs = parseTimestamp(ts);
  if (tsMs === undefined) return null;
  return { station, ts, tsMs, no2: typeof no2 === "number" ? no2 : null, suspect: row_validity === "suspect" };
}
