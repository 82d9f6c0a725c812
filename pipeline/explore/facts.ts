import { type FieldName, type Hours } from "../series/mod.ts";
import {
  autocorrelation,
  averageRanks,
  describe,
  type Description,
  interpolate,
  observedOf,
  type Order,
  orderOf,
} from "../stats/mod.ts";
import { FIELD_NAMES } from "./schema.ts";
import { SETTINGS } from "./settings.ts";

/** What several sections need of a field, worked out once. */
export interface FieldFacts {
  readonly name: FieldName;
  /** By hour; NaN is a gap. */
  readonly values: Float64Array;
  readonly description: Description;
  readonly order: Order;
  /** With gaps kept, of the values and of their ranks. */
  readonly acf: Float64Array;
  readonly rankAcf: Float64Array;
  /** The gaps filled linearly, where enough is observed to speak of the series; null otherwise. */
  readonly filled: Float64Array | null;
  /** Why `filled` is null, or why it has no spread. */
  readonly reason: string | null;
}

/** A number with commas for thousands, the same on every machine. */
export const countText = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ",");

/** The facts of all fields, by name. */
export function factsOf({ fields, length }: Pick<Hours, "fields" | "length">): Record<FieldName, FieldFacts> {
  return Object.fromEntries(FIELD_NAMES.map((name) => [name, factsOfField(name, fields[name], length)])) as Record<
    FieldName,
    FieldFacts
  >;
}

function factsOfField(name: FieldName, values: Float64Array, length: number): FieldFacts {
  const description = describe(values), order = orderOf(values);
  const reason = whyNotWhole(observedOf(values), length);
  return {
    name,
    values,
    description,
    order,
    acf: autocorrelation(values, SETTINGS.lags),
    rankAcf: autocorrelation(averageRanks(order), SETTINGS.lags),
    filled: reason === null ? interpolate(values) : null,
    reason,
  };
}

function whyNotWhole(observed: Float64Array, length: number): string | null {
  if (observed.length === 0) return "no hour observed";
  if (observed.length < SETTINGS.observedShare * length) {
    return `${countText(observed.length)} of ${
      countText(length)
    } hours observed: half are needed before gaps are filled`;
  }
  return observed.every((value) => value === observed[0]) ? "every observed hour has the same value" : null;
}

/** NaN, which no JSON has, as null. */
export const orNull = (value: number): number | null => Number.isNaN(value) ? null : value;
