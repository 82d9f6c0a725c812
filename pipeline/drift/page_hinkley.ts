import { type DetectorKind, NOTHING } from "./detector.ts";

/** Values since the start or the last alarm, their mean, and the cumulative sum with its lowest point. */
export type PageHinkleyState = { rows: number; mean: number; sum: number; lowest: number };

/** Rises by less than this, in standard deviations of the clean month, are no drift. */
const DELTA = 0.1;
const MIN_VALUES = 30;

/**
 * The test of Page and Hinkley for a mean that rises: `m_t = Σ(z_i − z̄_i − δ)`, alarm where `m_t − min m` is over the threshold λ. `z` is
 * the value in standard deviations of the clean month about its mean, `z̄_i` the mean up to and with value i. Starts again after an alarm.
 *
 * Source: Page (1954), Continuous inspection schemes; Hinkley (1971), Inference about the change-point from cumulative sum tests.
 */
export const pageHinkley: DetectorKind<PageHinkleyState> = {
  name: "page_hinkley",
  meaning: "a mean that has risen, from the sum of what lies above the mean so far",
  ownRate: null,
  minThreshold: 0,
  make: ({ mean, sd }, threshold) => ({
    name: "page_hinkley",
    init: () => ({ rows: 0, mean: 0, sum: 0, lowest: 0 }),
    update(state, value) {
      if (Number.isNaN(value)) return NOTHING;
      const z = (value - mean) / sd;
      state.rows++;
      state.mean += (z - state.mean) / state.rows;
      state.sum += z - state.mean - DELTA;
      state.lowest = state.rows === 1 ? state.sum : Math.min(state.lowest, state.sum);
      if (state.rows < MIN_VALUES) return { alarm: false, statistic: null, rows: state.rows };
      const statistic = state.sum - state.lowest, { rows } = state, alarm = statistic > threshold;
      if (alarm) {
        state.rows =
          state.mean =
          state.sum =
          state.lowest =
            0;
      }
      return { alarm, statistic, rows };
    },
  }),
};
