import { FIELDS } from "./field.ts";

/** What a channel's values may do over time, unless the rule set says otherwise. */
export interface TimeLimit {
  /** So many hourly readings in a row with exactly the same value are noted as `flatline`. */
  readonly flatlineHours: number;
  readonly flatlineReason: string;
  /** So many in a row with the same round maximum, such as 999, are noted as `plateau`; `Infinity` where it is an ordinary value. */
  readonly plateauHours: number;
  /** Largest plausible change in an hour, in the field's unit. */
  readonly maxPerHour: number;
  readonly stepReason: string;
}

const ANALYSER: Pick<TimeLimit, "flatlineHours" | "flatlineReason" | "plateauHours"> = {
  plateauHours: 2,
  flatlineHours: 6,
  flatlineReason: "Analysers round coarsely: CO stood at 1.1 for 5 hours once in the file, no other for more than 3",
};
const SENSOR: typeof ANALYSER = {
  plateauHours: 3,
  flatlineHours: 4,
  flatlineReason: "A response of some 1,000 units hardly repeats by chance: 3 hours happened once in the file",
};
const WEATHER: typeof ANALYSER = {
  plateauHours: Infinity,
  flatlineHours: 6,
  flatlineReason: "Calm fog holds temperature and humidity: T stood for 4 hours once in the file, RH for 3",
};
const VAPOUR: typeof ANALYSER = {
  plateauHours: 2,
  flatlineHours: 4,
  flatlineReason: "Computed from T and RH to four digits: never the same for more than 2 hours in the file",
};

/** Hourly means of the street's air have no published limit: a fifth more than the largest change of the file's 13 months. */
const measured = (largest: string) =>
  `No published limit for hourly means: a fifth more than the largest change in an hour of the file, ${largest}, rush hours included`;

/** By the names of `FIELDS`. */
const LIMITS: Record<string, TimeLimit> = {
  co_gt: { ...ANALYSER, maxPerHour: 6.2, stepReason: measured("5.1") },
  pt08_s1_co: { ...SENSOR, maxPerHour: 810, stepReason: measured("673") },
  nmhc_gt: { ...ANALYSER, maxPerHour: 800, stepReason: measured("659") },
  c6h6_gt: { ...ANALYSER, maxPerHour: 46, stepReason: measured("38.3") },
  pt08_s2_nmhc: { ...SENSOR, maxPerHour: 960, stepReason: measured("796") },
  nox_gt: { ...ANALYSER, maxPerHour: 790, stepReason: measured("653") },
  pt08_s3_nox: {
    ...SENSOR,
    maxPerHour: 1_080,
    stepReason: measured(
      "899, but for one fall by 1,656 while no other channel moved, which is the fault it is to find",
    ),
  },
  no2_gt: {
    ...ANALYSER,
    maxPerHour: 200,
    stepReason: "NO2 is made of NO by ozone, of which street air holds some 100 ppb, enough for 190 µg/m³; " +
      "the largest change in an hour of the file is 141",
  },
  pt08_s4_no2: { ...SENSOR, maxPerHour: 1_130, stepReason: measured("941") },
  pt08_s5_o3: { ...SENSOR, maxPerHour: 1_460, stepReason: measured("1,210") },
  t: {
    ...WEATHER,
    maxPerHour: 15,
    stepReason: "NOAA MADIS allows 35 °F (19.4 °C) in an hour between instantaneous values; hourly means move less; " +
      "the largest change of the file is 8.5",
  },
  rh: {
    ...WEATHER,
    maxPerHour: 50,
    stepReason: "NOAA MADIS allows 50 % in an hour; the largest change of the file is 36.5",
  },
  ah: { ...VAPOUR, maxPerHour: 0.65, stepReason: measured("0.54") },
};

/** The time limits in the order of `FIELDS`. */
export const TIME_LIMITS: readonly TimeLimit[] = FIELDS.map(({ name }) => LIMITS[name]!);
