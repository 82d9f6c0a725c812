/** The numbers of choice behind explore.json; each stands in it, under `settings`. */
export const SETTINGS = {
  /** Of the random numbers, for each station the same: its result does not depend on which others are explored. */
  seed: 17,
  /** Draws of a bootstrap. */
  draws: 1000,
  /** Rearrangements of a permutation test. */
  permutations: 499,
  /** Consecutive days drawn or moved together. */
  blockDays: 7,
  /** Largest lag of an autocorrelation, in hours: a week. */
  lags: 168,
  /** Largest lag, forward and back, of a cross-correlation, in hours. */
  crossLags: 24,
  /** Lags of a trend's error, in days. */
  trendLags: 30,
  /** Observed hours that make a day's mean: 75 % of them (2008/50/EC, annex XI). */
  hoursOfDay: 18,
  /** Share of the hours that must be observed before a method that needs a whole series gets the gaps filled. */
  observedShare: 0.5,
  /** Size of the robust z-score from which an hour is flagged (Iglewicz and Hoaglin, 1993). */
  anomalyZ: 3.5,
  /** Hours without a flag that two flagged hours of one event may have between them. */
  eventGapHours: 1,
  /** Days that a level lasts at least. */
  segmentDays: 14,
  /** A level change costs this many long-run variances of the daily means, times the logarithm of their number. */
  segmentPenalty: 3,
} as const;

/** From this p-value down a relation counts as shown. */
export const LEVEL = 0.05;
