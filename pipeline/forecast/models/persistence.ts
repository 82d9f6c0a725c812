import { fieldIndex } from "../hour.ts";
import type { Learner, Learnt } from "../learner.ts";
import type { Target } from "../training.ts";

/** The last observed value of the target; null before the first. */
export type PersistenceState = { last: number | null };

/** Forecasts the last observed value: what every other model has to beat. */
export const persistence: Learner<PersistenceState> = {
  name: "persistence",
  minTargets: 1,
  settings: {},
  sharesState: true,
  learn: ({ target }) => learnt(target),
  load: (json) => learnt((json as { target: Target }).target),
};

function learnt(target: Target): Learnt<PersistenceState> {
  const field = fieldIndex(target);
  return {
    init: () => ({ last: null }),
    step(state, { values }) {
      state.last = values[field] ?? state.last;
      return state;
    },
    forecast: ({ last }) => last === null ? { refused: "target_never_observed" } : { value: last },
    toJSON: () => ({ target }),
  };
}
