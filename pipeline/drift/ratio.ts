import type { FieldName } from "../series/mod.ts";
import { type Coefficients, expectedBy, leastSquares } from "./least_squares.ts";

/** A channel and the reference value that it is compared with. */
export interface Pair {
  readonly field: FieldName;
  readonly against: FieldName;
  /** Why the two belong together. */
  readonly why: string;
}

/**
 * Which channel is compared with which. Benzene and `pt08_s2_nmhc` are no pair: in this data one is a function of the other, so neither
 * can show that the other has drifted. Ozone has no reference.
 */
export const PAIRS: readonly Pair[] = [
  { field: "pt08_s1_co", against: "co_gt", why: "the sensor for CO and its reference analyser" },
  { field: "pt08_s3_nox", against: "nox_gt", why: "the sensor for NOx and its reference analyser" },
  { field: "pt08_s4_no2", against: "no2_gt", why: "the sensor for NO2 and its reference analyser" },
  { field: "no2_gt", against: "nox_gt", why: "NO2 is a part of NOx, and two analysers measure them" },
  { field: "nox_gt", against: "co_gt", why: "traffic emits both, and two analysers measure them" },
];

/** Weather that tin and tungsten oxide sensors, and the chemistry of NO2, react to. */
const WEATHER = ["t", "ah"] as const;

/**
 * How a channel follows from its reference and the weather: `log(field) = a + b·log(against) + c·t + d·ah`, by least squares on the hours
 * before `upTo`.
 *
 * @param upTo index of the first hour that is not learnt from
 * @returns the reason where there is too little to learn from
 */
export function ratioRelation(fields: Fields, pair: Pair, upTo: number): Coefficients | { reason: string } {
  const { field, against } = pair;
  const learnt = columnsOf(fields, pair).map((column) => column.subarray(0, upTo));
  return leastSquares(logarithms(fields[field]).subarray(0, upTo), learnt) ??
    { reason: `expected hours with ${[field, against, ...WEATHER].join(", ")} to learn their relation from` };
}

/**
 * The logarithm of a channel's ratio to what its reference and the weather let expect, hour by hour; NaN where one of them is missing or
 * not above 0.
 */
export function ratioHours(fields: Fields, pair: Pair, relation: Coefficients): Float64Array {
  const expected = expectedBy(relation, columnsOf(fields, pair));
  return logarithms(fields[pair.field]).map((value, at) => value - expected[at]!);
}

/** Values of the same hours by field. */
export type Fields = Readonly<Record<FieldName, Float64Array>>;

const columnsOf = (fields: Fields, { against }: Pair) => [
  logarithms(fields[against]),
  ...WEATHER.map((name) => fields[name]),
];

const logarithms = (values: Float64Array) => values.map((value) => value > 0 ? Math.log(value) : NaN);
