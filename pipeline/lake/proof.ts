import type { ReasonCode } from "../reading/mod.ts";

/** One equation of the law of conservation, with both its sides as counted. */
export interface Check {
  /** For example "data lines = blank + produced". */
  law: string;
  left: number;
  right: number;
  holds: boolean;
  /** What breaks it, naming lines, offsets or files; empty where it holds. */
  detail: string;
}

/** The outcome of `prove`: every equation, and the counts that they were made from. */
export interface Proof {
  holds: boolean;
  checks: Check[];
  counts: {
    dataLines: number;
    blankLines: number;
    produced: number;
    /** Messages that went back from the dead-letter topic to the raw topic. */
    redriven: number;
    accepted: number;
    suspect: number;
    rejected: number;
    /** By the first reason of each rejection, so that they add up to `rejected`. */
    rejectedByReason: Partial<Record<ReasonCode, number>>;
    cleanMessages: number;
    deadLetters: number;
    silverFiles: number;
    rejectedFiles: number;
  };
}
