import { rateOf, STATED_PER_YEAR } from "./calibrate.ts";
import { medianDelay, SHIFTS } from "./delay.ts";
import type { Delay, FalseAlarms } from "./result.ts";
import type { Trial } from "./watch.ts";

/** False alarms of each detector over all its streams, a stream and year. */
export function falseAlarmTable(trials: readonly Trial[], years: number): FalseAlarms[] {
  return byDetector(trials).map((same) => {
    const { kind } = same[0]!, count = same.reduce((sum, { falseAlarms }) => sum + falseAlarms, 0);
    const { measured, low, high } = rateOf(count, years * same.length);
    return {
      detector: kind.name,
      stated_per_year: kind.ownRate ?? STATED_PER_YEAR,
      measured_per_year: measured,
      low,
      high,
      streams: same.length,
      years,
    };
  });
}

/** Delays of each detector over all its streams, by the size of the shift. */
export function delayTable(trials: readonly Trial[], runs: number): Delay[] {
  return byDetector(trials).flatMap((same) =>
    SHIFTS.map((size, index) => {
      const delays = Float64Array.from(same.flatMap((trial) => [...trial.delays[index]!])).sort();
      const all = runs * same.length;
      return {
        detector: same[0]!.kind.name,
        shift_sd: size,
        median_hours: medianDelay(delays, all),
        found: delays.length,
        runs: all,
      };
    })
  );
}

function byDetector(trials: readonly Trial[]): Trial[][] {
  return [...Map.groupBy(trials, ({ kind }) => kind.name).values()];
}
