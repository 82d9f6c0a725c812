import { type DetectorKind, NOTHING } from "./detector.ts";

/** Sums of what lies above and below the usual, the values since each was last 0, and whether no alarm is on. */
export type CusumState = { above: number; aboveRows: number; below: number; belowRows: number; quiet: boolean };

/** Half of the shift that is looked for, in standard deviations of the clean month. */
const ALLOWANCE = 0.5;

/** A single hour counts for no more than this, in standard deviations: one wild hour is no drift. */
const LIMIT = 3;

/**
 * Cumulative sums in both directions: `S⁺ = max(0, S⁺ + z − k)`, `S⁻ = max(0, S⁻ − z − k)`, k = ½, alarm where the larger is over the
 * threshold. `z` is the value in standard deviations of the clean month about its mean. An alarm is raised once and lasts until the sum
 * is back at 0; up to then the sum is at most the threshold, so that it can come back.
 *
 * Hours depend on each other, so the tables for independent values promise far too few false alarms: the threshold comes from whole days.
 *
 * Source: Page (1954), Continuous inspection schemes; Montgomery, Introduction to statistical quality control, chapter 9; the limit on z:
 * Lucas and Crosier (1982), Robust CUSUM.
 */
export const cusum: DetectorKind<CusumState> = {
  name: "cusum",
  meaning: "a mean that has moved either way, from the sum of what goes beyond half a standard deviation",
  ownRate: null,
  minThreshold: 0,
  make: ({ mean, sd }, threshold) => ({
    name: "cusum",
    init: () => ({ above: 0, aboveRows: 0, below: 0, belowRows: 0, quiet: true }),
    update(state, value) {
      if (Number.isNaN(value)) return NOTHING;
      const z = Math.max(-LIMIT, Math.min(LIMIT, (value - mean) / sd));
      state.above = Math.max(0, state.above + z - ALLOWANCE);
      state.aboveRows = state.above === 0 ? 0 : state.aboveRows + 1;
      state.below = Math.max(0, state.below - z - ALLOWANCE);
      state.belowRows = state.below === 0 ? 0 : state.belowRows + 1;
      const statistic = Math.max(state.above, state.below);
      const alarm = state.quiet && statistic > threshold;
      state.quiet = !alarm && (state.quiet || statistic === 0);
      state.above = Math.min(state.above, threshold);
      state.below = Math.min(state.below, threshold);
      return { alarm, statistic, rows: state.above >= state.below ? state.aboveRows : state.belowRows };
    },
  }),
};
