import { type FieldName } from "../series/mod.ts";
import {
  autocorrelation,
  correlationP,
  effectiveSampleSize,
  partialCorrelation,
  pearson,
  withoutGroups,
} from "../stats/mod.ts";
import { adjusted } from "./correlations.ts";
import { countText, type FieldFacts } from "./facts.ts";
import type { Grouping } from "./grouping.ts";
import type { ExploreNumbers } from "./schema.ts";
import { SETTINGS } from "./settings.ts";

type Row = ExploreNumbers["weather"][number];

const POLLUTANTS: readonly FieldName[] = ["co_gt", "nmhc_gt", "c6h6_gt", "nox_gt", "no2_gt"];
const WEATHER: readonly FieldName[] = ["t", "rh", "ah"];
const LAGS = Array.from({ length: 2 * SETTINGS.crossLags + 1 }, (_, index) => index - SETTINGS.crossLags);

/** How each pollutant goes with the weather: plainly, with hour and month taken out, and with either first. */
export function weatherOf(facts: Record<FieldName, FieldFacts>, grouping: Grouping): ExploreNumbers["weather"] {
  const groupings = [grouping.hour, grouping.month];
  const restAcf = new Map([...POLLUTANTS, ...WEATHER].map((name) => {
    const rest = withoutGroups(facts[name].values, groupings);
    return [name, autocorrelation(rest, SETTINGS.lags)] as const;
  }));
  const rows = POLLUTANTS.flatMap((pollutant) =>
    WEATHER.map((weather): Row => {
      const a = facts[pollutant], b = facts[weather];
      const { n, r } = pearson(a.values, b.values);
      const lagged_r = LAGS.map((lag) => laggedCorrelation(a.values, b.values, lag));
      const none = { n_eff: null, p_eff: null, partial_r: null, partial_n_eff: null, partial_p_eff: null };
      const lags = { lags: LAGS, lagged_r, strongest_lag: strongest(lagged_r) };
      if (r === null) {
        const reason = n < 3 ? `${countText(n)} hours with both: three are needed` : "one of the two does not vary";
        return { pollutant, weather, n, r, ...none, partial_p_eff_bh: null, ...lags, reason };
      }
      const n_eff = effectiveSampleSize(n, a.acf, b.acf);
      const partial = partialCorrelation(a.values, b.values, groupings);
      const partial_n_eff = partial.r === null
        ? null
        : effectiveSampleSize(n, restAcf.get(pollutant)!, restAcf.get(weather)!);
      return {
        pollutant,
        weather,
        n,
        r,
        n_eff,
        p_eff: correlationP(r, n_eff),
        partial_r: partial.r,
        partial_n_eff,
        partial_p_eff: partial.r === null || partial_n_eff === null ? null : correlationP(partial.r, partial_n_eff),
        partial_p_eff_bh: null,
        ...lags,
        reason: partial.r === null ? "nothing is left of one of the two without hour and month" : null,
      };
    })
  );
  const byFamily = adjusted(rows.map(({ partial_p_eff }) => partial_p_eff));
  return rows.map((row, index) => ({ ...row, partial_p_eff_bh: byFamily[index]! }));
}

/** Of the pollutant with the weather `lag` hours before it. */
function laggedCorrelation(pollutant: Float64Array, weather: Float64Array, lag: number): number | null {
  const length = Math.max(0, pollutant.length - Math.abs(lag));
  const from = (start: number) => Math.min(start, pollutant.length);
  const later = pollutant.subarray(from(Math.max(0, lag))), earlier = weather.subarray(from(Math.max(0, -lag)));
  return pearson(later.subarray(0, length), earlier.subarray(0, length)).r;
}

function strongest(correlations: readonly (number | null)[]): number | null {
  let best: number | null = null, size = -1;
  correlations.forEach((r, index) => {
    if (r === null || Math.abs(r) <= size) return;
    size = Math.abs(r);
    best = LAGS[index]!;
  });
  return best;
}
