import { type FieldName } from "../series/mod.ts";
import {
  benjaminiHochberg,
  type Correlation,
  correlationP,
  effectiveSampleSize,
  pearson,
  spearman,
} from "../stats/mod.ts";
import { countText, type FieldFacts } from "./facts.ts";
import { type ExploreNumbers, FIELD_NAMES } from "./schema.ts";
import { LEVEL } from "./settings.ts";

type Pair = ExploreNumbers["pearson"][number];
type Facts = Record<FieldName, FieldFacts>;
type Kind = "pearson" | "spearman";

const RELATED = FIELD_NAMES.filter((name) => name !== "nmhc_gt");
const PAIRS = RELATED.flatMap((a, index) => RELATED.slice(index + 1).map((b) => [a, b] as const));
const NMHC_PAIRS = RELATED.map((b) => ["nmhc_gt", b] as const);

/** Both correlations of all pairs of fields, each list adjusted as one family. */
export function correlationsOf(facts: Facts): Pick<ExploreNumbers, "pearson" | "spearman" | "nmhc_pairs"> {
  return {
    pearson: familyOf(facts, PAIRS, "pearson"),
    spearman: familyOf(facts, PAIRS, "spearman"),
    nmhc_pairs: { pearson: familyOf(facts, NMHC_PAIRS, "pearson"), spearman: familyOf(facts, NMHC_PAIRS, "spearman") },
  };
}

function familyOf(facts: Facts, pairs: readonly (readonly [FieldName, FieldName])[], kind: Kind): Pair[] {
  const rows = pairs.map(([a, b]): Pair => {
    const one = facts[a], other = facts[b];
    const { n, r, p }: Correlation = kind === "pearson"
      ? pearson(one.values, other.values)
      : spearman(one.order, other.order);
    const n_eff = r === null ? null : effectiveSampleSize(
      n,
      ...(kind === "pearson" ? [one.acf, other.acf] : [one.rankAcf, other.rankAcf]) as [
        Float64Array,
        Float64Array,
      ],
    );
    const reason = r === null
      ? n < 3
        ? `${countText(n)} hours with both: three are needed`
        : "one of the two does not vary over the hours with both"
      : null;
    const p_eff = r === null || n_eff === null ? null : correlationP(r, n_eff);
    return { a, b, n, r, p, p_bh: null, n_eff, p_eff, p_eff_bh: null, shown: null, reason };
  });
  const byP = adjusted(rows.map(({ p }) => p)), byEffective = adjusted(rows.map(({ p_eff }) => p_eff));
  return rows.map((row, index) => {
    const p_eff_bh = byEffective[index]!;
    return { ...row, p_bh: byP[index]!, p_eff_bh, shown: p_eff_bh === null ? null : p_eff_bh <= LEVEL };
  });
}

/** Benjamini and Hochberg's adjustment of those that have an answer. */
export function adjusted(pValues: readonly (number | null)[]): (number | null)[] {
  const known = pValues.filter((p) => p !== null), result = benjaminiHochberg(known);
  let next = 0;
  return pValues.map((p) => p === null ? null : result[next++]!);
}
