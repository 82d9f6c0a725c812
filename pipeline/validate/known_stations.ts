import type { RecentStation } from "./recent_station.ts";
import type { SeenStation } from "./seen.ts";

/** A station with an accepted reading, and what is remembered of it. */
export interface KnownStation {
  readonly id: string;
  readonly seen: SeenStation;
  readonly recent: RecentStation;
}

/** Stations by the bytes of their id: to make a text of each message's bytes first would take longer than all else that is done with it. */
export class KnownStations {
  readonly #byHash = new Map<number, { readonly bytes: Uint8Array; readonly station: KnownStation }[]>();

  add(station: KnownStation): void {
    const bytes = utf8.encode(station.id);
    if (this.find(bytes, 0, bytes.length) !== undefined) return;
    const hash = hashOf(bytes, 0, bytes.length);
    this.#byHash.set(hash, [...this.#byHash.get(hash) ?? [], { bytes, station }]);
  }

  find(bytes: Uint8Array, from: number, to: number): KnownStation | undefined {
    const found = this.#byHash.get(hashOf(bytes, from, to));
    if (found === undefined) return undefined;
    for (const { bytes: id, station } of found) if (isSame(id, bytes, from, to)) return station;
    return undefined;
  }
}

const utf8 = new TextEncoder();

/** FNV-1a. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash;
}

function isSame(id: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (id.length !== to - from) return false;
  for (let i = 0; i < id.length; i++) if (id[i] !== bytes[from + i]) return false;
  return true;
}
