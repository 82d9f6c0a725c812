import { NO2_HOURLY_LIMIT } from "../reading/mod.ts";
import { type FieldName, type Hours } from "../series/mod.ts";
import { observedOf } from "../stats/mod.ts";
import type { ExploreNumbers } from "./schema.ts";

/** Typical urban ranges as accounts of such data give them. Real hours lie outside in numbers, so they cut nothing off here. */
const TYPICAL: readonly (readonly [FieldName, number, number])[] = [
  ["co_gt", 0.5, 5],
  ["nox_gt", 5, 100],
  ["c6h6_gt", 0.5, 10],
];

/** Where the hours lie beside typical ranges. */
export function typicalOf({ fields }: Pick<Hours, "fields">): ExploreNumbers["typical"] {
  return TYPICAL.map(([field, low, high]) => {
    const values = observedOf(fields[field]), n = values.length;
    const below = values.filter((value) => value < low).length, above = values.filter((value) => value > high).length;
    return { field, low, high, n, below, above, above_share: n === 0 ? null : above / n };
  });
}

type Keeps = (fields: Hours["fields"], hour: number) => boolean;

const COMPLETE: readonly FieldName[] = ["co_gt", "nox_gt", "no2_gt", "t", "rh"];
/** A rule that drops an hour over a value; an hour without one stays. */
const atMost = (name: FieldName, largest: number): Keeps => (fields, hour) => !(fields[name][hour]! > largest);

/** Rules found in published accounts of the data. */
const POLICIES: readonly (readonly [name: string, keeps: Keeps])[] = [
  [
    "complete cases on co_gt, nox_gt, no2_gt, t, rh",
    (fields, hour) => COMPLETE.every((name) => !Number.isNaN(fields[name][hour]!)),
  ],
  ["co_gt at most 10 mg/m³", atMost("co_gt", 10)],
  ["c6h6_gt at most 10 µg/m³", atMost("c6h6_gt", 10)],
  ["nox_gt at most 500 ppb", atMost("nox_gt", 500)],
];

/** What each rule would cost of the hours that silver has. */
export function policiesOf({ fields, present }: Pick<Hours, "fields" | "present">): ExploreNumbers["policies"] {
  return POLICIES.map(([policy, keeps]) => {
    let kept_hours = 0, lost_hours = 0, no2_over_200 = 0, no2_over_200_kept = 0;
    present.forEach((isPresent, hour) => {
      if (isPresent === 0) return;
      const isKept = keeps(fields, hour), isOver = fields.no2_gt[hour]! > NO2_HOURLY_LIMIT;
      if (isKept) kept_hours++;
      else lost_hours++;
      if (isOver) no2_over_200++;
      if (isOver && isKept) no2_over_200_kept++;
    });
    return { policy, kept_hours, lost_hours, no2_over_200, no2_over_200_kept };
  });
}
