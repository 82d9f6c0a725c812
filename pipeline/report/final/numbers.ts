import { FEATURE_COUNT, type Target, TARGETS } from "../../forecast/mod.ts";
import { POLLUTANTS } from "../explore/names.ts";
import { type Pollutant, type PollutantFacts, pollutantFacts } from "../explore/strategy/numbers.ts";
import { labelOf } from "../explore/names.ts";
import { modelLabel } from "./names.ts";
import type { FinalResults } from "./results.ts";

/** What the report says of the forecasts of one target, worked out from models.json and details.json. */
export interface TargetFacts {
  readonly name: string;
  /** The model that the month before the cut chose, as a reader calls it, and by its name in the results. */
  readonly used: string;
  readonly model: string;
  /** What it saves of persistence's mean absolute error, as a share. */
  readonly saved: number;
  readonly verdict: string;
  /** How many of the compared models are better than persistence, not different, worse. */
  readonly better: number;
  readonly not_different: number;
  readonly worse: number;
  readonly compared: number;
}

/** Numbers of the final report that the results files have only in parts: written beside it as final.json. */
export interface FinalNumbers {
  readonly pollutants: Readonly<Record<Pollutant, PollutantFacts>>;
  readonly months: number;
  readonly features: number;
  readonly no2_hours_over: number;
  /** Two hours before the largest mean of NOx: by then a warning has to be out. */
  readonly warning_hour: number;
  readonly pairs: number;
  readonly pairs_naive: number;
  readonly pairs_shown: number;
  /** Hours of the pair in the middle by effective hours, and what they are worth. */
  readonly middle_n: number;
  readonly middle_n_eff: number;
  /** Hours of NO2 over its limit that the first of the careless rules would lose. */
  readonly policy_lost_no2: number;
  /** Strange spells of the four pollutants, and those in which several channels moved. */
  readonly spells: number;
  readonly episodes: number;
  readonly targets: Readonly<Record<Target, TargetFacts>>;
  /** Models of all targets that are compared with persistence, and those of them that are not better. */
  readonly compared: number;
  readonly not_better: number;
  /** Warnings of NO2 over its limit by the model that is used. */
  readonly warnings: {
    readonly hits: number;
    readonly misses: number;
    readonly false_alarms: number;
    readonly over: number;
    readonly caught: number | null;
    readonly right: number | null;
  };
  readonly alarms: Readonly<Record<"all" | "season" | "sensor" | "air" | "undecided", number>>;
  /** Inputs whose stability index is over 0.25: before and after the cut, and in the same days of both years; null if the years share no days. */
  readonly psi_year: number;
  readonly psi_season: number | null;
  readonly psi_inputs: number;
  readonly false_alarm_detectors: number;
  readonly false_alarm_highest: number;
}

/** By custom, an index over it is a large change. */
export const LARGE_PSI = 0.25;

const LEVEL = 0.05;
const VERDICTS = { better: "better", worse: "worse", not_different: "not different" } as const;

/** @returns the numbers, and what the results lack: the report is made only where that is nothing */
export function finalNumbers(results: FinalResults): { numbers: FinalNumbers | null; missing: string[] } {
  const { explore, models, details, drift } = results, missing: string[] = [];
  const pollutants = POLLUTANTS.map((field) => [field, pollutantFacts(explore, field)] as const);
  for (const [field, facts] of pollutants) {
    if (facts === null) {
      missing.push(`cycles of ${labelOf(field)} in explore.json: hours, weekdays, seasons and intervals`);
    }
  }
  const absent = TARGETS.filter((target) =>
    models.targets[target] === undefined || details.targets[target] === undefined
  );
  missing.push(...absent.map((target) => `the target ${target} in models.json and details.json`));
  for (const target of TARGETS) {
    const table = models.targets[target]?.models;
    if (table !== undefined && table.persistence === undefined) {
      missing.push(`the baseline persistence of ${target} in models.json`);
    }
  }
  const pairs = explore.pearson.filter(({ p_bh, n_eff }) => p_bh !== null && n_eff !== null);
  const middle = pairs.toSorted((a, b) => a.n_eff! - b.n_eff!)[pairs.length >> 1];
  const policy = explore.policies[0];
  if (policy === undefined) missing.push("a rule found elsewhere in explore.json");
  if (middle === undefined) missing.push("a correlation in explore.json");
  if (missing.length > 0) return { numbers: null, missing };

  const own = Object.fromEntries(pollutants) as Record<Pollutant, PollutantFacts>;
  const events = POLLUTANTS.flatMap((field) => explore.anomalies[field].events);
  const psi = (part: "year" | "season") => Object.values(drift.inputs[part]).flatMap((each) => each.psi ?? []);
  const over = (values: readonly number[]) => values.filter((value) => value > LARGE_PSI).length;
  const meaning = (wanted: string) => drift.alarms.filter((alarm) => alarm.meaning === wanted).length;
  const promised = drift.false_alarms.filter(({ detector }) => detector !== "always" && detector !== "never");
  const targets = Object.fromEntries(TARGETS.map((target) => [target, targetFacts(results, target)])) as Record<
    Target,
    TargetFacts
  >;
  const sum = (of: (facts: TargetFacts) => number) => TARGETS.reduce((total, target) => total + of(targets[target]), 0);
  const numbers: FinalNumbers = {
    pollutants: own,
    months: Math.round(explore.station.hours / (24 * 365.25 / 12)),
    features: FEATURE_COUNT,
    no2_hours_over: explore.limits
      .filter(({ rule, field, of }) => rule === "2008/50/EC" && field === "no2_gt" && of === "hour")
      .reduce((sum, { exceeded }) => sum + exceeded, 0),
    warning_hour: (own.nox_gt.peak_hour + 22) % 24,
    pairs: pairs.length,
    pairs_naive: pairs.filter(({ p_bh }) => p_bh! < LEVEL).length,
    pairs_shown: pairs.filter(({ shown }) => shown === true).length,
    middle_n: middle!.n,
    middle_n_eff: middle!.n_eff!,
    policy_lost_no2: policy!.no2_over_200 - policy!.no2_over_200_kept,
    spells: events.length,
    episodes: events.filter(({ kind }) => kind === "episode").length,
    targets,
    compared: sum(({ compared }) => compared),
    not_better: sum(({ compared, better }) => compared - better),
    warnings: warningsOf(results),
    alarms: {
      all: drift.alarms.length,
      season: meaning("season"),
      sensor: meaning("sensor"),
      air: meaning("air"),
      undecided: meaning("undecided"),
    },
    psi_year: over(psi("year")),
    psi_season: psi("season").length === 0 ? null : over(psi("season")),
    psi_inputs: psi("year").length,
    false_alarm_detectors: promised.length,
    false_alarm_highest: Math.max(0, ...promised.map(({ measured_per_year }) => measured_per_year)),
  };
  return { numbers, missing };
}

function targetFacts({ models, details }: FinalResults, target: Target): TargetFacts {
  const { models: table } = models.targets[target]!, { choice } = details.targets[target]!;
  const row = table[choice.used]!, base = table.persistence!;
  const others = Object.entries(table).filter(([name]) => name !== "persistence").map(([, { verdict }]) => verdict);
  const count = (wanted: string) => others.filter((verdict) => verdict === wanted).length;
  return {
    name: labelOf(target),
    used: modelLabel(choice.used),
    model: choice.used,
    saved: 1 - row.mae! / base.mae!,
    verdict: VERDICTS[row.verdict],
    better: count("better"),
    not_different: count("not_different"),
    worse: count("worse"),
    compared: others.length,
  };
}

function warningsOf({ details }: FinalResults): FinalNumbers["warnings"] {
  const { choice, models } = details.targets.no2_gt!;
  const { hits, misses, false_alarms } = models[choice.used]!.warnings ?? { hits: 0, misses: 0, false_alarms: 0 };
  return {
    hits,
    misses,
    false_alarms,
    over: hits + misses,
    caught: hits + misses === 0 ? null : hits / (hits + misses),
    right: hits + false_alarms === 0 ? null : hits / (hits + false_alarms),
  };
}
