/** What a measured process used, as it says itself when it ends. */
export interface Usage {
  /** Of all its threads. */
  cpuSeconds: number;
  peakMib: number;
  /** From the start to the first turn of its event loop: its modules are loaded. */
  loadingMs: number;
  /** The longest time after that for which its event loop did not turn. */
  longestStallMs: number;
}

/** Stands before the JSON of a {@linkcode Usage} on standard error. */
export const USAGE_PREFIX = "usage of the process: ";
