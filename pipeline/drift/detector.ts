import type { Plain } from "../forecast/mod.ts";

/** What a detector says of one hour. */
export interface Verdict {
  readonly alarm: boolean;
  /** What the detector compares with its threshold; null while it has too few values. */
  readonly statistic: number | null;
  /** Observed values that the statistic rests on. */
  readonly rows: number;
}

/**
 * Watches one stream of hourly numbers. It has no state of its own: one serves any number of stations.
 *
 * `S` is plain data, so a state survives JSON; numbers that are not finite never get into one.
 */
export interface Detector<S extends Plain = Plain> {
  readonly name: string;
  /** The state before the first hour. */
  init(): S;
  /** Takes the next hour, NaN where nothing was observed, and changes `state` in place. */
  update(state: S, value: number): Verdict;
}

/** The clean month of a stream, by which a detector knows what is usual. */
export interface Clean {
  /** Observed values, smallest first. */
  readonly sorted: Float64Array;
  readonly mean: number;
  /** Standard deviation (ddof 1), above 0. */
  readonly sd: number;
}

/** A kind of detector, from which one is made for each stream. */
export interface DetectorKind<S extends Plain = Plain> {
  readonly name: string;
  /** One sentence on what it looks for. */
  readonly meaning: string;
  /** False alarms a year of its own, at most; null where its threshold is calibrated to a rate. */
  readonly ownRate: number | null;
  /** A calibrated threshold is never below it. */
  readonly minThreshold: number;
  /** @param threshold above it the statistic is an alarm */
  make(clean: Clean, threshold: number): Detector<S>;
}

/** Hours without a value change nothing. */
export const NOTHING: Verdict = { alarm: false, statistic: null, rows: 0 };
