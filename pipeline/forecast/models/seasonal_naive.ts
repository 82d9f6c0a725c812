import { hourOfDay } from "../../series/mod.ts";
import { fieldIndex } from "../hour.ts";
import type { Learner, Learnt } from "../learner.ts";
import type { Target } from "../training.ts";

/** The last observed value by hour of the day, and whatever the hour; null before the first. */
export type SeasonalNaiveState = { byHour: (number | null)[]; last: number | null; nextHour: number };

/**
 * Forecasts the value of the same hour a day before the target time, else two days before it, and so on; where that hour of the day has
 * never been observed, the last observed value.
 */
export const seasonalNaive: Learner<SeasonalNaiveState> = {
  name: "seasonal_naive",
  minTargets: 1,
  settings: { periodHours: 24 },
  sharesState: true,
  learn: ({ target }) => learnt(target),
  load: (json) => learnt((json as { target: Target }).target),
};

function learnt(target: Target): Learnt<SeasonalNaiveState> {
  const field = fieldIndex(target);
  return {
    init: () => ({ byHour: new Array<number | null>(24).fill(null), last: null, nextHour: 0 }),
    step(state, { ts, values }) {
      const value = values[field]!, hour = hourOfDay(ts);
      state.nextHour = (hour + 1) % 24;
      if (value !== null) state.byHour[hour] = state.last = value;
      return state;
    },
    forecast({ byHour, last, nextHour }) {
      const value = byHour[nextHour] ?? last;
      return value === null ? { refused: "target_never_observed" } : { value };
    },
    toJSON: () => ({ target }),
  };
}
