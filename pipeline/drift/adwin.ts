import { type DetectorKind, NOTHING } from "./detector.ts";

/**
 * The adaptive window as an exponential histogram. Row r holds buckets of 2ʳ values, oldest first, as pairs of sum and squared deviations.
 */
export type AdwinState = {
  rows: number[][];
  width: number;
  sum: number;
  /** Sum of squared deviations from the mean of the window. */
  squares: number;
  taken: number;
};

/** Settings of the published algorithm and, where it leaves one open, of its reference implementation. */
const DELTA = 0.002, CHECK_EVERY = 32, MAX_BUCKETS = 5, MIN_PART = 5, GRACE = 10;

/**
 * ADWIN with δ 0.002: keeps as many of the last values as have one mean, and drops the oldest as soon as some cut of the window has two
 * parts whose means differ by more than chance allows. It looks once in 32 values.
 *
 * An alarm as published is every drop: a threshold of 1, the difference in units of what chance allows. That promise holds for independent
 * values; hours are not, so on some streams the calibrated threshold is over 1. The window is the published one in either case.
 *
 * Source: Bifet and Gavaldà (2007), Learning from time-changing data with adaptive windowing; details as in river's `AdaptiveWindowing`.
 */
export const adwin: DetectorKind<AdwinState> = {
  name: "adwin",
  meaning: "a mean that differs between the older and the newer part of a window that grows while nothing changes",
  ownRate: null,
  minThreshold: 1,
  make: ({ mean, sd }, threshold) => ({
    name: "adwin",
    init: () => ({ rows: [[]], width: 0, sum: 0, squares: 0, taken: 0 }),
    update(state, value) {
      if (Number.isNaN(value)) return NOTHING;
      insert(state, (value - mean) / sd);
      state.taken++;
      if (state.taken % CHECK_EVERY !== 0 || state.width <= GRACE) {
        return { alarm: false, statistic: null, rows: state.width };
      }
      const rows = state.width, statistic = shrink(state);
      return { alarm: statistic > threshold, statistic, rows };
    },
  }),
};

function insert(state: AdwinState, value: number): void {
  state.rows[0]!.push(value, 0);
  if (state.width > 0) {
    const error = value - state.sum / state.width;
    state.squares += state.width * error * error / (state.width + 1);
  }
  state.width++;
  state.sum += value;
  for (let row = 0; state.rows[row]!.length / 2 > MAX_BUCKETS; row++) {
    const [sumA, squaresA, sumB, squaresB] = state.rows[row]!.splice(0, 4) as [number, number, number, number];
    const size = 2 ** row, apart = sumA / size - sumB / size;
    (state.rows[row + 1] ??= []).push(sumA + sumB, squaresA + squaresB + size * size * apart * apart / (size + size));
  }
}

/** Drops the oldest bucket while some cut divides two means. The result is the largest difference found, in units of what chance allows. */
function shrink(state: AdwinState): number {
  let largest = 0;
  for (let dropped = true; dropped;) {
    dropped = false;
    let n0 = 0, sum0 = 0;
    search: for (let row = state.rows.length - 1; row >= 0; row--) {
      const buckets = state.rows[row]!;
      for (let at = 0; at < buckets.length; at += 2) {
        n0 += 2 ** row;
        sum0 += buckets[at]!;
        const n1 = state.width - n0;
        if (n0 < MIN_PART || n1 < MIN_PART) continue;
        const ratio = Math.abs(sum0 / n0 - (state.sum - sum0) / n1) / allowed(state, n0, n1);
        largest = Math.max(largest, ratio);
        if (ratio <= 1) continue;
        dropOldest(state);
        dropped = true;
        break search;
      }
    }
  }
  return largest;
}

function allowed({ width, squares }: AdwinState, n0: number, n1: number): number {
  const logs = Math.log(2 * Math.log(width) / DELTA);
  const reciprocal = 1 / (n0 - MIN_PART + 1) + 1 / (n1 - MIN_PART + 1);
  return Math.sqrt(2 * reciprocal * Math.max(0, squares) / width * logs) + 2 / 3 * logs * reciprocal;
}

function dropOldest(state: AdwinState): void {
  const row = state.rows.length - 1, size = 2 ** row;
  const [sum, squares] = state.rows[row]!.splice(0, 2) as [number, number];
  if (state.rows[row]!.length === 0 && row > 0) state.rows.pop();
  state.width -= size;
  state.sum -= sum;
  const apart = sum / size - state.sum / state.width;
  state.squares -= squares + size * state.width * apart * apart / (size + state.width);
}
