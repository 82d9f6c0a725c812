import { FIELDS } from "../../reading/mod.ts";
import type { Target } from "../../forecast/mod.ts";

const fieldOf = (target: Target) => FIELDS.find(({ name }) => name === target)!;

/** `CO(GT)` */
export const labelOf = (target: Target): string => fieldOf(target).header;

/** `mg/m³` */
export const unitOf = (target: Target): string => fieldOf(target).unit;

/** Limit values that a reader compares an error with: EU directive 2008/50/EC; today's limits on data of 2004. */
export const LIMIT: Readonly<Record<Target, string>> = {
  co_gt: "limit 10 mg/m³, 8-hour mean",
  no2_gt: "limit 200 µg/m³, 1-hour mean",
  nox_gt: "no hourly limit for people",
  c6h6_gt: "limit 5 µg/m³, annual mean",
};

/** A number with its places, `–` where there is none, a true minus sign. */
export const digits = (value: number | null, places: number): string =>
  value === null || !Number.isFinite(value) ? "–" : value.toFixed(places).replace("-", "−");

/** Places after the point that an error of the target deserves. */
export const placesOf = (target: Target): number => target === "co_gt" || target === "c6h6_gt" ? 3 : 1;

/** `0.012`, or `< 0.0001`: a p-value is never 0. */
export const pText = (p: number | null): string => p === null ? "–" : p < 0.0001 ? "< 0.0001" : p.toFixed(4);

/** Percent. */
export const percent = (share: number | null): string => share === null ? "–" : `${(100 * share).toFixed(1)} %`;

/** Words for a verdict. */
export const VERDICT = { better: "better", worse: "worse", not_different: "not different" } as const;
