import { type FieldName } from "../series/mod.ts";
import { type Decomposition, mstl, stl, strength } from "../stats/mod.ts";
import { tooFew } from "./dependence.ts";
import type { FieldFacts } from "./facts.ts";
import type { ExploreNumbers } from "./schema.ts";

/** The robust STL of a field with gaps filled: a day's cycle, what is slower, what is left; null where there is no answer. */
export const componentsOf = ({ filled }: FieldFacts): Decomposition | null =>
  filled === null ? null : stl(filled, { period: 24, robust: true });

/** How strong trend and daily cycle are. */
export function stlOf(
  { filled, reason }: FieldFacts,
  components: Decomposition | null,
): ExploreNumbers["stl"][FieldName] {
  if (components === null) {
    return { trend_strength: null, seasonal_strength: null, reason: reason ?? tooFew(filled?.length ?? 0, 48) };
  }
  const { trend, seasonal, remainder } = components;
  return {
    trend_strength: strength(trend, remainder),
    seasonal_strength: strength(seasonal, remainder),
    reason: null,
  };
}

const CYCLES = [{ period: 24, window: 11 }, { period: 168, window: 15 }];

/** How strong trend, daily and weekly cycle are beside each other. */
export function mstlOf({ filled, reason }: FieldFacts): ExploreNumbers["mstl"][FieldName] {
  const parts = filled === null ? null : mstl(filled, CYCLES);
  if (parts === null) {
    const why = reason ?? tooFew(filled?.length ?? 0, 336);
    return { trend_strength: null, seasonal_strength_24: null, seasonal_strength_168: null, reason: why };
  }
  return {
    trend_strength: strength(parts.trend, parts.remainder),
    seasonal_strength_24: strength(parts.seasonal[0]!, parts.remainder),
    seasonal_strength_168: strength(parts.seasonal[1]!, parts.remainder),
    reason: null,
  };
}
