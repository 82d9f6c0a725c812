import type { FaultKind, Flag } from "../fault_label.ts";
import type { Cells, SourceLine } from "./reading_line.ts";
import type { Scene } from "./scene.ts";

/** A line of the faulty file. */
export interface FaultyLine {
  readonly cells: Cells;
  /** The 1-based line that it was, or is a copy of. */
  readonly source: number;
  /** What should be said of it; absent where the fault does not touch it. */
  readonly expect?: readonly Flag[];
}

/** Lines to put in place of others. */
export interface Made {
  readonly lines: readonly FaultyLine[];
  /** The channel, where the fault is about one. */
  readonly field?: string;
  /** The days of its first reading and of the first right one after it, where the channel then has another level. */
  readonly levelDates?: readonly string[];
}

/** Makes one kind of fault. */
export interface Maker {
  readonly kind: FaultKind;
  /** How many consecutive hourly readings it takes. */
  length(scene: Scene): number;
  /** The lines in place of so many; undefined where these do not suit. */
  make(readings: readonly SourceLine[], scene: Scene): Made | undefined;
}

export const untouched = ({ cells, line }: SourceLine): FaultyLine => ({ cells, source: line });

export const touched = (reading: SourceLine, cells: Cells, expect: readonly Flag[]): FaultyLine => ({
  cells,
  source: reading.line,
  expect,
});
