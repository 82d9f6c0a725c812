import { FIELDS } from "../reading/mod.ts";
import { LAG_HOURS, otherFields, WINDOW_HOURS } from "./feature_state.ts";
import type { Target } from "./training.ts";

/** One input of the models: what it is, when it is known, and why it is there. */
export interface Feature {
  /** Name in artefacts and reports: `lag_24`. */
  readonly name: string;
  /** In terms of y, the target, at the origin t. */
  readonly formula: string;
  /** At the origin, before it, or from the calendar alone. */
  readonly knownWhen: string;
  /** What the exploration shows that asks for it. */
  readonly finding: string;
  /** What it stands for in the street. */
  readonly reason: string;
}

/**
 * The 28 features of a target, in the order in which models get them.
 *
 * @example
 * ```ts
 * import { featuresOf } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(featuresOf("co_gt").length, 28);
 * assert.deepEqual(featuresOf("co_gt").slice(0, 2).map(({ name }) => name), ["lag_1", "lag_2"]);
 * ```
 */
export function featuresOf(target: Target): Feature[] {
  return [...LAG_HOURS.map(lag), ...WINDOW_HOURS.flatMap(windows), ...CIRCLES.flatMap(circles), ...others(target)];
}

const LAG_REASONS: Record<number, readonly [finding: string, reason: string]> = {
  1: ["Autocorrelation is highest at lag 1", "The air of the next hour is mostly the air of this one"],
  2: ["Partial autocorrelation is large at lag 2", "With the hour before it shows whether the level rises or falls"],
  3: ["Autocorrelation decays over hours", "Smooths out one odd hour"],
  24: ["Autocorrelation peaks at lag 24; STL's daily season is strong", "Yesterday's rush hour came at the same time"],
  168: ["Autocorrelation peaks at lag 168", "Sundays resemble Sundays"],
};

const lag = (hours: number): Feature => ({
  name: `lag_${hours}`,
  formula: hours === 1 ? "y(t)" : `y(t+1-${hours})`,
  knownWhen: hours === 1 ? "at the origin" : `${hours - 1} h before the origin`,
  finding: LAG_REASONS[hours]![0],
  reason: LAG_REASONS[hours]![1],
});

const windows = (hours: number): Feature[] => {
  const span = `observed y over t-${hours - 1} … t`, knownWhen = "at the origin";
  return [{
    name: `roll_mean_${hours}`,
    formula: `mean of ${span}, at least 1`,
    knownWhen,
    finding: "The trend that STL finds is slow; single hours are noisy",
    reason: `The level of the last ${hours} hours, also where the newest are missing`,
  }, {
    name: `roll_std_${hours}`,
    formula: `standard deviation (n-1) of ${span}, at least 2`,
    knownWhen,
    finding: "Errors grow with the level and with how much it moves",
    reason: "Calm or changing air: after a jump the next hour is less certain",
  }];
};

const CIRCLES = [
  ["hour", "hour", 24, "Mean by hour: two rush hours", "Traffic"],
  ["weekday", "weekday", 7, "Mean by weekday: weekends are lower", "Work and shops"],
  ["month", "(month-1)", 12, "Mean by month: winter is higher for most fields", "Heating, low mixing layer"],
] as const;

const circles = ([name, what, period, finding, reason]: typeof CIRCLES[number]): Feature[] =>
  ["sin", "cos"].map((of) => ({
    name: `${name}_${of}`,
    formula: `${of}(2π·${what}/${period}) of the target time`,
    knownWhen: "always: the calendar",
    finding,
    reason,
  }));

const others = (target: Target): Feature[] =>
  otherFields(target).map((name) => {
    const { header } = FIELDS.find((field) => field.name === name)!;
    const [finding, reason] = name.startsWith("pt08")
      ? ["Sensors correlate with the analysers, with n_eff too", "Present in most hours in which the analyser is not"]
      : name.endsWith("_gt")
      ? ["Pollutants correlate with each other", "The same traffic makes them"]
      : ["Weather correlates with the level", "Warm, dry, windy air dilutes; cold air does not"];
    return { name, formula: `${header} at t`, knownWhen: "at the origin", finding, reason };
  });
