import { FIELD_NAMES } from "../../pipeline/explore/mod.ts";
import { type FieldName, HOUR_MS, type HourlySeries } from "../../pipeline/series/mod.ts";
import { seededRandom } from "../../pipeline/stats/mod.ts";

const START_MS = Date.UTC(2004, 2, 10, 18);

/** An invented station: a daily and a weekly cycle, weather that drifts, gaps; benzene a function of S2, AH of RH and T. */
export function station(
  hours: number,
  overrides: Partial<Record<FieldName, (hour: number) => number>> = {},
): HourlySeries {
  const random = seededRandom(hours);
  let traffic = 0, warmth = 0;
  const rows = Array.from({ length: hours }, (_, hour) => {
    const ms = START_MS + hour * HOUR_MS,
      ofDay = new Date(ms).getUTCHours(),
      isWeekend = new Date(ms).getUTCDay() % 6 === 0;
    traffic = 0.8 * traffic + 0.3 * random.normal();
    warmth = 0.97 * warmth + 0.5 * random.normal();
    const load = Math.exp(0.8 * Math.sin((ofDay - 8) / 24 * 2 * Math.PI) - (isWeekend ? 0.5 : 0) + traffic);
    const t = 15 + 5 * Math.sin((ofDay - 9) / 24 * 2 * Math.PI) + warmth, rh = Math.max(10, 60 - 2 * warmth);
    const s2 = Math.round(900 * load ** 0.3), gap = random.uniform() < 0.05;
    const values: Record<FieldName, number> = {
      co_gt: gap ? NaN : 2 * load,
      pt08_s1_co: 1000 * load ** 0.2 + 20 * random.normal(),
      nmhc_gt: hour < 600 ? 150 * load : NaN,
      c6h6_gt: 10 * (s2 / 1000) ** 2,
      pt08_s2_nmhc: s2,
      nox_gt: gap ? NaN : 180 * load,
      pt08_s3_nox: 900 * load ** -0.2 + 20 * random.normal(),
      no2_gt: 110 * load ** 0.4,
      pt08_s4_no2: 1400 * load ** 0.1 + 20 * random.normal(),
      pt08_s5_o3: 1000 * load ** 0.3,
      t,
      rh,
      ah: rh / 100 * 6.112 * Math.exp(17.62 * t / (243.12 + t)) / 10,
    };
    return values;
  });
  const column = (name: FieldName) => Float64Array.from(rows, (row, hour) => overrides[name]?.(hour) ?? row[name]);
  const fields = Object.fromEntries(FIELD_NAMES.map((name) => [name, column(name)])) as Record<FieldName, Float64Array>;
  return {
    stationId: "invented",
    startMs: START_MS,
    length: hours,
    fields,
    present: new Uint8Array(hours).fill(1),
    late: 0,
    doubled: 0,
    offHour: 0,
    notes: new Map(),
  };
}
