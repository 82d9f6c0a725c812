import { HOUR_MS, hourOfDay, monthOf, weekdayOf } from "../series/mod.ts";
import { fieldIndex, type Hour } from "./hour.ts";
import { LEAD_HOURS, type Target } from "./training.ts";

/** Hours before the target time at which the target itself is an input. */
export const LAG_HOURS = [1, 2, 3, 24, 168] as const;

/** Lengths of the windows, in hours, that end at the origin. */
export const WINDOW_HOURS = [3, 6, 24] as const;

/** The other fields at the origin, in this order, without the target. NMHC is left out: its analyser was dead after April 2004. */
const OTHER_FIELDS = [
  "co_gt",
  "c6h6_gt",
  "nox_gt",
  "no2_gt",
  "t",
  "rh",
  "ah",
  "pt08_s1_co",
  "pt08_s2_nmhc",
  "pt08_s3_nox",
  "pt08_s4_no2",
  "pt08_s5_o3",
] as const;

/** The fields at the origin that are inputs for a target. */
export const otherFields = (target: Target): string[] => OTHER_FIELDS.filter((name) => name !== target);

/** How many features there are. */
export const FEATURE_COUNT = LAG_HOURS.length + 2 * WINDOW_HOURS.length + 6 + OTHER_FIELDS.length - 1;

/** What the features of a station's next hour follow from. */
export type FeatureState = {
  /** The newest hour, milliseconds since 1970; null before the first. */
  hourMs: number | null;
  /** The target in the last {@linkcode LEAD_HOURS} hours, a ring: the newest is before `next`. */
  target: (number | null)[];
  next: number;
  /** The last observed value of the target, unrounded; null before the first. */
  last: number | null;
  /** The other fields in the newest hour. */
  others: (number | null)[];
};

/**
 * The features of one target, from hours in order: the only code that makes them, for training, backtest and stream. Each value is
 * rounded to float32 once. In float64 the last bit of a sine, or the order of a sum, would decide splits of trees.
 */
export class Features {
  readonly #field: number;
  readonly #others: readonly number[];
  /** The target in the hours of the longest window, oldest first; NaN where missing. */
  readonly #recent = new Float64Array(Math.max(...WINDOW_HOURS));

  constructor(target: Target) {
    this.#field = fieldIndex(target);
    this.#others = otherFields(target).map(fieldIndex);
  }

  init(): FeatureState {
    return {
      hourMs: null,
      target: new Array<number | null>(LEAD_HOURS).fill(null),
      next: 0,
      last: null,
      others: this.#others.map(() => null),
    };
  }

  /** Takes the next hour, in place. */
  step(state: FeatureState, { ts, values }: Hour): void {
    const value = values[this.#field]!;
    state.hourMs = ts;
    state.target[state.next] = value;
    state.next = (state.next + 1) % LEAD_HOURS;
    state.last = value ?? state.last;
    for (let i = 0; i < this.#others.length; i++) state.others[i] = values[this.#others[i]!]!;
  }

  /** Writes the features of the hour after the newest one; NaN where there is no value. */
  read({ hourMs, target, next, others }: FeatureState, row: Float64Array): void {
    let at = 0;
    for (const lag of LAG_HOURS) row[at++] = rounded(target[(next - lag + LEAD_HOURS) % LEAD_HOURS]!);
    const recent = this.#recent;
    for (let i = 0, from = next - recent.length + LEAD_HOURS; i < recent.length; i++, from++) {
      recent[i] = target[from % LEAD_HOURS] ?? NaN;
    }
    for (const window of WINDOW_HOURS) {
      // Summed afresh, oldest first: a running sum would carry the rounding of hours that have left the window.
      let sum = 0, count = 0;
      const first = recent.length - window;
      for (let i = first; i < recent.length; i++) {
        const value = recent[i]!;
        if (value !== value) continue;
        sum += value;
        count++;
      }
      const mean = sum / count;
      let squares = 0;
      for (let i = first; i < recent.length; i++) {
        const value = recent[i]!;
        if (value === value) squares += (value - mean) * (value - mean);
      }
      row[at++] = count >= 1 ? Math.fround(mean) : NaN;
      row[at++] = count >= 2 ? Math.fround(Math.sqrt(squares / (count - 1))) : NaN;
    }
    const targetMs = hourMs! + HOUR_MS;
    const hour = hourOfDay(targetMs), weekday = weekdayOf(targetMs), month = monthOf(targetMs) - 1;
    row[at++] = HOUR_SINES[hour]!;
    row[at++] = HOUR_COSINES[hour]!;
    row[at++] = WEEKDAY_SINES[weekday]!;
    row[at++] = WEEKDAY_COSINES[weekday]!;
    row[at++] = MONTH_SINES[month]!;
    row[at++] = MONTH_COSINES[month]!;
    for (let i = 0; i < others.length; i++) row[at++] = rounded(others[i]!);
  }
}

const rounded = (value: number | null): number => value === null ? NaN : Math.fround(value);

/** sin π comes out as 1e-16 and is left so: whoever computes it gets the same. */
const circle = (of: (angle: number) => number, period: number) =>
  Float64Array.from({ length: period }, (_, i) => Math.fround(of(2 * Math.PI * i / period)));

const HOUR_SINES = circle(Math.sin, 24), HOUR_COSINES = circle(Math.cos, 24);
const WEEKDAY_SINES = circle(Math.sin, 7), WEEKDAY_COSINES = circle(Math.cos, 7);
const MONTH_SINES = circle(Math.sin, 12), MONTH_COSINES = circle(Math.cos, 12);
