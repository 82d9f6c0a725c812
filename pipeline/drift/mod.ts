/**
 * Drift: whether what a station measures, and how well it is forecast, is still what it was.
 *
 * ```
 * series, fitted models ─▶ streams (inputs, ratios, estimated errors, errors) ─ detectors ─▶ alarms ─ equal seasons ─▶ what each means
 *                              └ clean month ─ whole days drawn ─▶ thresholds, false alarms, delays
 * ```
 *
 * @module
 */
export { type Clean, type Detector, type DetectorKind, type Verdict } from "./detector.ts";
export { adwin } from "./adwin.ts";
export { always, never } from "./baseline.ts";
export { calibrate, type Rate, rateOf, STATED_PER_YEAR } from "./calibrate.ts";
export { cleanOf } from "./clean.ts";
export { compare, type Comparison } from "./comparison.ts";
export { cusum } from "./cusum.ts";
export { type KolmogorovSmirnov, kolmogorovSmirnov } from "./kolmogorov_smirnov.ts";
export { type Explained, type Meaning } from "./meaning.ts";
export { pageHinkley } from "./page_hinkley.ts";
export { populationStability } from "./psi.ts";
export { PAIRS } from "./ratio.ts";
export type { Alarm, Delay, DriftResult, Estimate, FalseAlarms, StreamFacts, Watched } from "./result.ts";
export { type DriftOptions, studyDrift } from "./study.ts";
export { DETECTORS } from "./watched.ts";
export { ksWindow, psiWindow } from "./window.ts";
export {
  type Raised,
  type WatchedForecast,
  type WatchedHour,
  type Watcher,
  watcherOf,
  type WatcherState,
} from "./watcher.ts";
export {
  parseWatchlist,
  WATCHLIST,
  type Watchlist,
  type WatchlistInput,
  watchlistOf,
  type WatchlistStream,
} from "./watchlist.ts";
