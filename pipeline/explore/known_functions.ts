import { vapourPressure } from "../reading/mod.ts";
import { type FieldName, type Hours } from "../series/mod.ts";
import { describe, isotonicFit, spearman } from "../stats/mod.ts";
import type { FieldFacts } from "./facts.ts";
import type { ExploreNumbers } from "./schema.ts";

type Spread = ExploreNumbers["humidity"]["ratio"];

/** Benzene as a rising function of sensor S2: how little is left over. */
export function benzeneOf(facts: Record<FieldName, FieldFacts>): ExploreNumbers["benzene"] {
  const { c6h6_gt, pt08_s2_nmhc } = facts;
  const { n, r } = spearman(c6h6_gt.order, pt08_s2_nmhc.order);
  const fit = isotonicFit(pt08_s2_nmhc.values, c6h6_gt.values);
  return {
    n,
    spearman: r,
    residual: spreadOf(c6h6_gt.values.map((value, hour) => value - fit[hour]!)),
    reason: r !== null ? null : n < 3 ? `${n} hours with both: three are needed` : "one of the two does not vary",
  };
}

const AGREES = 0.025;

/** AH beside the vapour pressure that RH and T give. */
export function humidityOf({ fields: { ah, rh, t } }: Pick<Hours, "fields">): ExploreNumbers["humidity"] {
  const pressure = rh.map((value, hour) => vapourPressure(t[hour]!, value));
  const ratio = ah.map((value, hour) => pressure[hour] === 0 ? NaN : value / pressure[hour]!);
  const residual = spreadOf(ah.map((value, hour) => value - pressure[hour]!));
  return {
    n: residual.n,
    ratio: spreadOf(ratio),
    within: ratio.filter((value) => Math.abs(value - 1) <= AGREES).length,
    residual,
    reason: residual.n === 0 ? "no hour with AH, RH and T" : null,
  };
}

function spreadOf(values: Float64Array): Spread {
  const { n, min, mean, max } = describe(values);
  return { n, min, mean, max, max_abs: min === null || max === null ? null : Math.max(-min, max) };
}
