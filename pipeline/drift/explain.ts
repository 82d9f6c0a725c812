import type { FieldName, HourlySeries } from "../series/mod.ts";
import { meanOf, observedOf } from "../stats/mod.ts";
import { compare, type Comparison } from "./comparison.ts";
import { type Explained, explainField, explainRatio } from "./meaning.ts";
import type { EqualSeasons } from "./season.ts";
import type { WatchedStream } from "./watched.ts";

const WEEK_HOURS = 168;

/** Equal seasons compared, and what they say of an alarm. */
export interface Explainer {
  readonly inputs: Record<string, Comparison>;
  readonly ratios: Record<string, Comparison>;
  explain(stream: WatchedStream, at: number): Explained;
}

/** @param monthEnd index of the first hour after the reference */
export function explainerOf(
  { fields }: Pick<HourlySeries, "fields">,
  streams: readonly WatchedStream[],
  seasons: EqualSeasons | { reason: string },
  monthEnd: number,
): Explainer {
  const inSeasons = (values: Float64Array): Comparison =>
    "reason" in seasons
      ? { psi: null, ks: null, p: null, n_reference: 0, n_current: 0, reason: seasons.reason }
      : compare(pick(values, seasons.inReference), pick(values, seasons.inCurrent));
  const inputs = Object.fromEntries(Object.entries(fields).map(([name, values]) => [name, inSeasons(values)]));
  const ratios = streams.filter(({ watched }) => watched === "ratio").flatMap((stream) =>
    "reason" in stream.values ? [] : [{ ...stream, values: stream.values, season: inSeasons(stream.values) }]
  );
  const explainRatioAt = (field: FieldName, target: string | undefined, at: number): Explained | null => {
    const ratio = ratios.find((each) => each.field === field && (target ?? each.target) === each.target);
    if (ratio === undefined) return null;
    const week = meanOf(observedOf(ratio.values.subarray(Math.max(0, at + 1 - WEEK_HOURS), at + 1)));
    return explainRatio(ratio.season, week, weeklyMeans(ratio.values.subarray(0, monthEnd)));
  };
  return {
    inputs,
    ratios: Object.fromEntries(ratios.map(({ target, season }) => [target, season])),
    explain: ({ watched, field, target }, at) =>
      watched === "ratio"
        ? explainRatioAt(field, target, at)!
        : explainField(inputs[field]!, explainRatioAt(field, undefined, at)),
  };
}

const pick = (values: Float64Array, chosen: (index: number) => boolean) =>
  values.filter((value, index) => !Number.isNaN(value) && chosen(index));

/** Of whole weeks at least half observed. */
function weeklyMeans(values: Float64Array): Float64Array {
  const means: number[] = [];
  for (let from = 0; from + WEEK_HOURS <= values.length; from += WEEK_HOURS) {
    const observed = observedOf(values.subarray(from, from + WEEK_HOURS));
    if (observed.length >= WEEK_HOURS / 2) means.push(meanOf(observed)!);
  }
  return Float64Array.from(means);
}
