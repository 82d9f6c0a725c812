import type { Comparison } from "./comparison.ts";
import type { Meaning } from "./meaning.ts";

/**
 * What is watched.
 *
 * | | | known |
 * |---|---|---|
 * | `input` | a field as measured | at once |
 * | `ratio` | a channel against its reference and the weather, as a logarithm | at once |
 * | `estimated_error` | the absolute error that a forecast is expected to have | before the truth arrives |
 * | `error` | forecast minus observed value | an hour later, once the truth has arrived |
 * | `absolute_error` | its size | likewise |
 */
export type Watched = "input" | "ratio" | "estimated_error" | "error" | "absolute_error";

/** A stretch of dates, both included. */
export interface Period {
  first: string;
  last: string;
}

/** One alarm after the cut. */
export interface Alarm {
  detector: string;
  watched: Watched;
  /** The field; a ratio is `field/reference`. */
  target: string;
  /** Whose errors they are, null for inputs and ratios. */
  model: string | null;
  /** The hour of the alarm, RFC 3339. */
  ts: string;
  statistic: number | null;
  threshold: number | null;
  /** Observed values that the statistic rests on. */
  rows: number;
  /** The hour of the first of them. */
  since: string;
  meaning: Meaning;
  because: string;
}

/** How often a detector is wrong, over all streams that it watches: stated before, measured after. */
export interface FalseAlarms {
  detector: string;
  /** At most, for one stream; null where a detector promises nothing. */
  stated_per_year: number;
  /** Alarms a year and stream on whole days drawn from the clean month, with the exact 95 % interval. */
  measured_per_year: number;
  low: number;
  high: number;
  streams: number;
  years: number;
}

/** How soon a detector finds a planted shift, over all streams that it watches. */
export interface Delay {
  detector: string;
  /** Size of the shift, in standard deviations of the clean month. */
  shift_sd: number;
  /** Hours that half of the runs keep to; null where half of them find nothing within 60 days. */
  median_hours: number | null;
  found: number;
  runs: number;
}

/** One stream and the detectors on it. */
export interface StreamFacts {
  watched: Watched;
  target: string;
  model: string | null;
  /** Why it is not watched; null where it is. */
  reason: string | null;
  detectors: { detector: string; threshold: number | null; false_alarms_per_year: number; alarms: number }[];
}

/** The error that was expected before the truth arrived, beside the one that came. */
export interface Estimate {
  target: string;
  model: string;
  /** Year and month: `2005-01`. */
  month: string;
  estimated_mae: number | null;
  mae: number | null;
  hours: number;
}

/** All that is known of drift in one series: `reports/drift/drift.json`. */
export interface DriftResult {
  /** Of the silver that was watched; null where silver is not compacted. */
  silver_digest: string | null;
  station: string;
  /** The last hour of the reference, RFC 3339. */
  cut: string;
  models: string[];
  periods: {
    clean: Period;
    year: { reference: Period; current: Period };
    /** Null where there are no equal seasons; `season_reason` says why. */
    season: { reference: Period; current: Period } | null;
    season_reason: string | null;
  };
  inputs: { year: Record<string, Comparison>; season: Record<string, Comparison> };
  ratios: { season: Record<string, Comparison> };
  streams: StreamFacts[];
  alarms: Alarm[];
  false_alarms: FalseAlarms[];
  delays: Delay[];
  estimates: Estimate[];
}
