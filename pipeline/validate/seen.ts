import { SEEN_WINDOW_DAYS } from "../reading/mod.ts";

/** How many readings off the full hour are remembered for each station: the newest ones. Readings on the hour have no such limit. */
export const SEEN_OFF_HOUR_LIMIT = 10_000;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Remembers which `(station_id, ts)` were accepted. What it knows depends only on the set of readings added, never on their order or on
 * restarts, so that a memory restored from the lake rejects exactly what the old one would have.
 *
 * Hourly readings cost 8 bytes a station and day, a bit for each hour: 10,000 stations over 391 days took 150 MB while they were filled.
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
  #stations = new Map<string, SeenStation>();

  /** True if this reading was added and is not older than the days that are kept. */
  has(stationId: string, ts: number): boolean {
    return this.#stations.get(stationId)?.has(ts) ?? false;
  }

  add(stationId: string, ts: number): void {
    this.station(stationId).add(ts);
  }

  /** What is remembered of a station, for who looks it up once for many readings. */
  station(stationId: string): SeenStation {
    let station = this.#stations.get(stationId);
    if (station === undefined) this.#stations.set(stationId, station = new SeenStation());
    return station;
  }
}

/** The readings of one station that were accepted. */
export class SeenStation {
  /** The days with a reading, ascending, each its number since 1970 times 2^24 and a mask of its 24 hours. */
  #days = new Float64Array(4);
  #count = 0;
  /** Timestamps off the full hour, ascending. */
  #offHour: number[] = [];

  has(ts: number): boolean {
    if (ts % HOUR_MS !== 0) return this.#offHour[lowerBound(this.#offHour, this.#offHour.length, ts)] === ts;
    const first = Math.floor(ts / DAY_MS) * HOURS_OF_DAY;
    const at = this.#find(first);
    return at < this.#count && ((this.#days[at]! - first) & hourBit(ts)) !== 0 &&
      this.#days[at]! < first + HOURS_OF_DAY;
  }

  add(ts: number): void {
    if (ts % HOUR_MS !== 0) return this.#addOffHour(ts);
    const first = Math.floor(ts / DAY_MS) * HOURS_OF_DAY;
    const at = this.#find(first);
    if (at < this.#count && this.#days[at]! < first + HOURS_OF_DAY) {
      this.#days[at] = first + ((this.#days[at]! - first) | hourBit(ts));
    } else {
      this.#insert(at, first + hourBit(ts));
    }
  }

  /** Where a day stands, or would stand. */
  #find(first: number): number {
    return lowerBound(this.#days, this.#count, first);
  }

  #insert(at: number, day: number): void {
    if (this.#count === SEEN_WINDOW_DAYS) {
      if (at === 0) return; // older than all that is kept
      this.#days.copyWithin(0, 1, at);
      this.#days[at - 1] = day;
      return;
    }
    if (this.#count === this.#days.length) {
      const days = new Float64Array(Math.min(Math.ceil(1.25 * this.#count), SEEN_WINDOW_DAYS));
      days.set(this.#days);
      this.#days = days;
    }
    this.#days.copyWithin(at + 1, at, this.#count);
    this.#days[at] = day;
    this.#count++;
  }

  #addOffHour(ts: number): void {
    const at = lowerBound(this.#offHour, this.#offHour.length, ts);
    if (this.#offHour[at] !== ts) this.#offHour.splice(at, 0, ts);
    if (this.#offHour.length > SEEN_OFF_HOUR_LIMIT) this.#offHour.shift();
  }
}

const HOURS_OF_DAY = 2 ** 24;
const hourBit = (ts: number) => 1 << ((ts % DAY_MS + DAY_MS) % DAY_MS / HOUR_MS);

/** Where `value` stands or would stand among the first `count` of ascending numbers. */
function lowerBound(sorted: ArrayLike<number>, count: number, value: number): number {
  // Nearly every reading is of the newest day, or the newest itself.
  if (count === 0 || sorted[count - 1]! < value) return count;
  if (count === 1 || sorted[count - 2]! < value) return count - 1;
  let low = 0, high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
