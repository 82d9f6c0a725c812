import { type FieldName, type Hours, timestampMs } from "../series/mod.ts";
import { lineFit } from "../stats/mod.ts";
import { tooFew } from "./dependence.ts";
import type { ExploreNumbers } from "./schema.ts";

/** Each sensor with the reference that its name speaks of. */
const SENSORS: readonly (readonly [sensor: FieldName, reference: FieldName])[] = [
  ["pt08_s1_co", "co_gt"],
  ["pt08_s3_nox", "nox_gt"],
  ["pt08_s4_no2", "no2_gt"],
];
/** Two days. */
const NEEDED_HOURS = 48;

/** The response of each sensor on its reference, month by month. */
export function sensorsOf(series: Hours): ExploreNumbers["sensors"] {
  const spans = monthSpans(series);
  return SENSORS.map(([sensor, reference]) => ({
    sensor,
    reference,
    months: spans.map(({ month, from, to }) => {
      const x = series.fields[reference].subarray(from, to), y = series.fields[sensor].subarray(from, to);
      const n = x.reduce((both, value, index) => Number.isNaN(value + y[index]!) ? both : both + 1, 0);
      const fit = n < NEEDED_HOURS ? null : lineFit(x, y);
      if (fit !== null) return { month, ...fit, reason: null };
      const reason = n < NEEDED_HOURS ? tooFew(n, NEEDED_HOURS) : "one of the two does not vary";
      return { month, n, slope: null, intercept: null, r2: null, reason };
    }),
  }));
}

/** The hours of each calendar month of the series. */
function monthSpans(series: Hours): { month: string; from: number; to: number }[] {
  const spans: { month: string; from: number; to: number }[] = [];
  for (let index = 0; index < series.length; index++) {
    const month = new Date(timestampMs(series, index)).toISOString().slice(0, 7), open = spans.at(-1);
    if (open?.month === month) open.to = index + 1;
    else spans.push({ month, from: index, to: index + 1 });
  }
  return spans;
}
