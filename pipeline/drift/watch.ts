import { calibrate, falseAlarms } from "./calibrate.ts";
import { cleanOf } from "./clean.ts";
import { delaysOf, SHIFTS } from "./delay.ts";
import type { Detector, DetectorKind } from "./detector.ts";
import { DETECTORS, type WatchedStream } from "./watched.ts";

/** How thoroughly detectors are tried. */
export interface Effort {
  readonly seed: number;
  /** Years that are drawn for each threshold, and again for each measured rate. */
  readonly years: number;
  /** Planted shifts of each size. */
  readonly runs: number;
}

/** An alarm by the index of its hour, and of the first of the values that it rests on. */
export interface RaisedAlarm {
  readonly at: number;
  readonly since: number;
  readonly statistic: number | null;
  readonly rows: number;
}

/** What one detector does on one stream. */
export interface Trial {
  readonly kind: DetectorKind;
  /** Null where the detector has none. */
  readonly threshold: number | null;
  /** In the drawn years. */
  readonly falseAlarms: number;
  /** For each of `SHIFTS`: the delays of the runs in which it was found. */
  readonly delays: readonly Float64Array[];
  readonly alarms: readonly RaisedAlarm[];
}

/**
 * Tries the detectors of a stream: thresholds and false alarms on its clean month, delays on shifts planted there, then the alarms of the
 * hours after it.
 *
 * @param monthStart index of the first hour of the clean month, at midnight
 * @param monthEnd index of the first hour after it
 * @returns the reason where the stream cannot be watched
 */
export function watchStream(
  { watched, values }: WatchedStream,
  monthStart: number,
  monthEnd: number,
  effort: Effort,
): Trial[] | { reason: string } {
  if ("reason" in values) return values;
  const month = values.subarray(monthStart, monthEnd), clean = cleanOf(month);
  if ("reason" in clean) return clean;
  return DETECTORS[watched].map((kind) => {
    const threshold = kind.ownRate === null ? calibrate(kind, clean, month, effort.years, effort.seed) : null;
    const detector = kind.make(clean, threshold ?? 0);
    return {
      kind,
      threshold,
      // Other days than those of the calibration.
      falseAlarms: falseAlarms(detector, month, effort.years, effort.seed + 1),
      delays: SHIFTS.map((size) =>
        delaysOf(detector, clean, month, { size, runs: effort.runs, seed: effort.seed + 2 })
      ),
      alarms: alarmsOf(detector, values, monthStart, monthEnd),
    };
  });
}

/** The detector sees the clean month first, as it would if it had been at work. */
function alarmsOf(detector: Detector, values: Float64Array, monthStart: number, monthEnd: number): RaisedAlarm[] {
  const state = detector.init(), alarms: RaisedAlarm[] = [];
  for (let at = monthStart; at < values.length; at++) {
    const { alarm, statistic, rows } = detector.update(state, values[at]!);
    if (alarm && at >= monthEnd) alarms.push({ at, since: sinceOf(values, at, rows), statistic, rows });
  }
  return alarms;
}

function sinceOf(values: Float64Array, at: number, rows: number): number {
  let index = at;
  for (let left = rows; index > 0; index--) if (!Number.isNaN(values[index]!) && --left === 0) break;
  return index;
}
