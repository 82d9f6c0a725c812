import { type FieldName } from "../series/mod.ts";
import { adf, kpss, partialAutocorrelation, periodogram, type StationarityTest } from "../stats/mod.ts";
import { countText, type FieldFacts, orNull } from "./facts.ts";
import type { ExploreNumbers } from "./schema.ts";
import { SETTINGS } from "./settings.ts";

const LAGS = Array.from({ length: SETTINGS.lags }, (_, index) => index + 1);

/** How an hour depends on the hours before it. */
export function acfOf({ values, acf, filled, reason }: FieldFacts): ExploreNumbers["acf"][FieldName] {
  const partial = filled === null ? null : partialAutocorrelation(filled, SETTINGS.lags);
  const none = LAGS.map(() => null);
  return {
    lags: LAGS,
    gaps_kept: Array.from(acf, orNull),
    interpolated: partial === null ? none : [...partial.acf],
    pacf: partial === null ? none : [...partial.pacf],
    bound: partial?.bound ?? null,
    reason: reason ?? (partial === null ? tooFew(values.length, SETTINGS.lags + 1) : null),
  };
}

/** Whether a field keeps its level. */
export function stationarityOf({ filled, reason }: FieldFacts): ExploreNumbers["stationarity"][FieldName] {
  if (filled === null) return { adf: null, kpss_c: null, kpss_ct: null, reason };
  const unitRoot = adf(filled), constant = kpss(filled, "c"), line = kpss(filled, "ct");
  const atEnd = (test: StationarityTest | null) =>
    test === null ? null : { ...test, p_at_end: test.p === 0.01 || test.p === 0.1 };
  return {
    adf: unitRoot === null ? null : { ...unitRoot, p_at_end: false },
    kpss_c: atEnd(constant),
    kpss_ct: atEnd(line),
    reason: unitRoot === null || constant === null || line === null
      ? `a test needs more hours than its lags, and a series that varies: ${countText(filled.length)} hours`
      : null,
  };
}

/** The strongest cycles of any length. */
export function periodsOf({ filled, reason }: FieldFacts): ExploreNumbers["periods"][FieldName] {
  const found = filled === null ? null : periodogram(filled);
  if (found === null) return { strongest: [], reason: reason ?? tooFew(filled?.length ?? 0, 2) };
  const total = found.power.reduce((sum, power) => sum + power, 0);
  const strongest = Array.from(found.power.keys()).sort((a, b) => found.power[b]! - found.power[a]! || a - b).slice(
    0,
    5,
  );
  return {
    strongest: strongest.map((index) => ({ hours: found.period[index]!, share: found.power[index]! / total })),
    reason: null,
  };
}

export const tooFew = (hours: number, needed: number): string =>
  `${countText(hours)} of ${countText(needed)} hours needed`;
