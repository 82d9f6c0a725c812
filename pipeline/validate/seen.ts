/**
 * How far behind a station's newest reading a duplicate is still known, in days: ten years. An older reading cannot be told from a
 * new one and is accepted.
 */
export const SEEN_WINDOW_DAYS = 3_660;

/** How many readings off the full hour are remembered for each station: the newest ones. Readings on the hour have no such limit. */
export const SEEN_OFF_HOUR_LIMIT = 10_000;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Remembers which `(station_id, ts)` were accepted. What it knows depends only on the set of readings added, never on their order or on
 * restarts, so that a memory restored from the lake rejects exactly what the old one would have.
 *
 * Hourly readings cost 4 bytes a station and day (a bit for each hour): 10,000 stations over 391 days took 49 MB.
 *
 * @example
 * ```ts
 * import { SeenReadings } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const seen = new SeenReadings();
 * seen.add("uci", 1078941600000);
 * assert.ok(seen.has("uci", 1078941600000));
 * assert.ok(!seen.has("uci", 1078945200000));
 * ```
 */
export class SeenReadings {
  #stations = new Map<string, Station>();

  /** True if this reading was added and is not older than the window. */
  has(stationId: string, ts: number): boolean {
    return this.#stations.get(stationId)?.has(ts) ?? false;
  }

  add(stationId: string, ts: number): void {
    let station = this.#stations.get(stationId);
    if (station === undefined) this.#stations.set(stationId, station = new Station());
    station.add(ts);
  }
}

class Station {
  /** Day number of `hours[0]`. */
  #firstDay = 0;
  #lastDay = -1;
  /** One mask of 24 bits for each day from `firstDay`. */
  #hours = new Uint32Array(8);
  #newestDay = -Infinity;
  /** Moments off the full hour, ascending. */
  #offHour: number[] = [];

  has(ts: number): boolean {
    const day = Math.floor(ts / DAY_MS);
    if (day <= this.#newestDay - SEEN_WINDOW_DAYS) return false;
    if (ts % HOUR_MS !== 0) return this.#offHour[lowerBound(this.#offHour, ts)] === ts;
    if (day < this.#firstDay || day > this.#lastDay) return false;
    return (this.#hours[day - this.#firstDay]! & hourBit(ts, day)) !== 0;
  }

  add(ts: number): void {
    const day = Math.floor(ts / DAY_MS);
    if (day <= this.#newestDay - SEEN_WINDOW_DAYS) return;
    this.#newestDay = Math.max(this.#newestDay, day);
    if (ts % HOUR_MS !== 0) return this.#addOffHour(ts);
    this.#cover(day);
    this.#hours[day - this.#firstDay]! |= hourBit(ts, day);
  }

  #addOffHour(ts: number): void {
    const at = lowerBound(this.#offHour, ts);
    if (this.#offHour[at] !== ts) this.#offHour.splice(at, 0, ts);
    if (this.#offHour.length > SEEN_OFF_HOUR_LIMIT) this.#offHour.shift();
  }

  /** Makes the masks reach over `day`, and forgets the days that the window has left behind. */
  #cover(day: number): void {
    if (this.#lastDay < this.#firstDay) this.#firstDay = this.#lastDay = day;
    const last = Math.max(this.#lastDay, day);
    const oldest = this.#newestDay - SEEN_WINDOW_DAYS + 1;
    const first = Math.max(Math.min(this.#firstDay, day), oldest);
    if (first !== this.#firstDay || last - first >= this.#hours.length) {
      const size = Math.min(Math.max(2 * this.#hours.length, last - first + 1), SEEN_WINDOW_DAYS);
      const hours = new Uint32Array(size);
      const from = Math.max(first, this.#firstDay);
      if (from <= this.#lastDay) {
        hours.set(this.#hours.subarray(from - this.#firstDay, this.#lastDay - this.#firstDay + 1), from - first);
      }
      this.#hours = hours;
      this.#firstDay = first;
    }
    this.#lastDay = last;
  }
}

const hourBit = (ts: number, day: number) => 1 << ((ts - day * DAY_MS) / HOUR_MS);

function lowerBound(sorted: readonly number[], value: number): number {
  // Nearly every reading is the newest one.
  if (sorted.length === 0 || sorted[sorted.length - 1]! < value) return sorted.length;
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
