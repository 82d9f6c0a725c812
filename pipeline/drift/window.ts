import { type Detector, type DetectorKind, NOTHING } from "./detector.ts";
import { distanceOf } from "./kolmogorov_smirnov.ts";
import { decilesOf, indexOf, sharesOf } from "./psi.ts";

/** The last week of values, oldest at `next`; `since` counts values since the last look, `quiet` is false from an alarm on. */
export type WindowState = { values: number[]; next: number; since: number; quiet: boolean };

/** Values in the window: a week, so that each hour of the day and each weekday is in it alike. */
const WINDOW = 168;
/** Values between two looks. */
const STRIDE = 24;

/** The population stability index of the last 168 values against the clean month. */
export const psiWindow: DetectorKind<WindowState> = {
  name: "psi",
  meaning: "a distribution that has changed, by the shares of ten bins",
  ownRate: null,
  minThreshold: 0,
  make({ sorted }, threshold) {
    const edges = decilesOf(sorted), reference = sharesOf(edges, sorted);
    return windowed("psi", threshold, (values) => indexOf(reference, sharesOf(edges, values)));
  },
};

/** The distance of Kolmogorov and Smirnov of the last 168 values from the clean month. */
export const ksWindow: DetectorKind<WindowState> = {
  name: "ks",
  meaning: "a distribution that has changed, by the largest distance of the two distribution functions",
  ownRate: null,
  minThreshold: 0,
  make: ({ sorted }, threshold) =>
    windowed("ks", threshold, (values) => distanceOf(sorted, new Float64Array(values).sort())),
};

/** Looks once in 24 values. An alarm lasts until the statistic is no longer over the threshold: it is raised once. */
function windowed(name: string, threshold: number, statisticOf: (values: number[]) => number): Detector<WindowState> {
  return {
    name,
    init: () => ({ values: [], next: 0, since: 0, quiet: true }),
    update(state, value) {
      if (Number.isNaN(value)) return NOTHING;
      state.values[state.next] = value;
      state.next = (state.next + 1) % WINDOW;
      state.since++;
      const rows = state.values.length;
      if (rows < WINDOW || state.since < STRIDE) return { alarm: false, statistic: null, rows };
      state.since = 0;
      const statistic = statisticOf(state.values), over = statistic > threshold, alarm = over && state.quiet;
      state.quiet = !over;
      return { alarm, statistic, rows };
    },
  };
}
