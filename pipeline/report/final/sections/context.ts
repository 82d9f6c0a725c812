import type { PaperBlock } from "../../../document/mod.ts";
import type { FieldName } from "../../../series/mod.ts";
import type { Target } from "../../../forecast/mod.ts";
import type { Figures } from "../figures.ts";
import type { FinalNumbers } from "../numbers.ts";
import type { FinalResults } from "../results.ts";

/** What a section is written from. */
export interface Context {
  readonly results: FinalResults;
  readonly numbers: FinalNumbers;
  readonly figures: Figures;
}

export type Section = (context: Context) => PaperBlock[];

/** A number of a model's row: `{models.targets.no2_gt.models.ridge.mae|1}`. */
export const ofModel = (target: Target, model: string, member: string, form: string): string =>
  `{models.targets.${target}.models.${model}.${member}|${form}}`;

/** Places after the point that an error of the target deserves. */
export const placesOf = (target: Target): string => target === "co_gt" || target === "c6h6_gt" ? "2" : "1";

/** Units as the source has them. */
export const UNITS: Readonly<Record<Target, string>> = {
  co_gt: "mg/m³",
  no2_gt: "µg/m³",
  nox_gt: "ppb",
  c6h6_gt: "µg/m³",
};

/** The same weeks of both years, in words that the interval allows; null where there are no such weeks. */
export function seasonChange({ results: { explore } }: Context, field: FieldName): "rose" | "fell" | "open" | null {
  const { low, high } = explore.same_season.fields[field];
  if (low === null || high === null) return null;
  return low > 0 ? "rose" : high < 0 ? "fell" : "open";
}

/** A row of pictures; no block if the results have no answer for any of them. */
export const pictures = ({ figures }: Context, ...names: Parameters<Figures["row"]>): PaperBlock[] => {
  const items = figures.row(...names);
  return items.length === 0 ? [] : [{ kind: "figures", items }];
};

/** The years of the data that a limit was compared in. */
export const limitYears = ({ results: { explore } }: Context): number[] =>
  explore.limits.filter(({ rule, field, of }) => rule === "2008/50/EC" && field === "no2_gt" && of === "hour")
    .map(({ year }) => year);

export const ofLimit = (year: number, member: string, form: string): string =>
  `{explore.limits[rule=2008/50/EC,field=no2_gt,of=hour,year=${year}].${member}|${form}}`;
