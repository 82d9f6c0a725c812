/** One measured quantity of a reading: its names, unit and plausible range. */
export interface Field {
  /** Name on the wire, in Parquet and in reports. */
  readonly name: string;
  /** Column header in the UCI file. */
  readonly header: string;
  /** Unit, empty where the source gives none (sensor resistances, absolute humidity). */
  readonly unit: string;
  readonly description: string;
  /** Smallest plausible value, inclusive. */
  readonly min: number;
  /** Largest plausible value, inclusive; `Infinity` where none is known. */
  readonly max: number;
  /** Why the range is this one: what is published, and what was measured. */
  readonly rangeReason: string;
  /** True for the five reference-analyser values (`*_gt`): a reading needs at least one of them. The other eight are the station's own sensors. */
  readonly pollutant: boolean;
}

const field = (
  name: string,
  header: string,
  unit: string,
  description: string,
  [min, max]: readonly [number, number],
  rangeReason: string,
): Field => ({ name, header, unit, description, min, max, rangeReason, pollutant: name.endsWith("_gt") });

const RESISTANCE = "A resistance is not negative; the source gives neither unit nor scale, so there is no upper end";

/**
 * The 13 measurements in the order of the UCI file. Units are those of the data set's page (UCI id 360). The ranges are limits of physical
 * plausibility, wide enough for every real reading: NOx over 1,000 ppb, which others cut off, happens in 78 hours of the file.
 *
 * @example
 * ```ts
 * import { FIELDS } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(FIELDS.length, 13);
 * assert.equal(FIELDS.find((field) => field.name === "no2_gt")?.unit, "µg/m³");
 * ```
 */
export const FIELDS: readonly Field[] = [
  field(
    "co_gt",
    "CO(GT)",
    "mg/m³",
    "Carbon monoxide, reference analyser, hourly mean",
    [0, 50],
    "Half of the range for which EN 14626 certifies analysers (100 mg/m³); the file's largest is 11.9",
  ),
  field(
    "pt08_s1_co",
    "PT08.S1(CO)",
    "",
    "Tin oxide sensor (nominally CO), hourly mean response",
    [0, Infinity],
    RESISTANCE,
  ),
  field(
    "nmhc_gt",
    "NMHC(GT)",
    "µg/m³",
    "Non-methane hydrocarbons, reference analyser, hourly mean",
    [0, 10_000],
    "No standard gives a range; eight times the file's largest, 1,189",
  ),
  field(
    "c6h6_gt",
    "C6H6(GT)",
    "µg/m³",
    "Benzene, reference column, hourly mean",
    [0, 200],
    "Four times the range for which EN 14662-3 certifies analysers (50 µg/m³), which the file's largest, 63.7, is over",
  ),
  field(
    "pt08_s2_nmhc",
    "PT08.S2(NMHC)",
    "",
    "Titania sensor (nominally NMHC), hourly mean response",
    [0, Infinity],
    RESISTANCE,
  ),
  field(
    "nox_gt",
    "NOx(GT)",
    "ppb",
    "Nitrogen oxides, reference analyser, hourly mean",
    [0, 5_000],
    "No standard gives a range for the sum; over three times the file's largest, 1,479, and 78 real hours are over 1,000",
  ),
  field(
    "pt08_s3_nox",
    "PT08.S3(NOx)",
    "",
    "Tungsten oxide sensor (nominally NOx), hourly mean response",
    [0, Infinity],
    RESISTANCE,
  ),
  field(
    "no2_gt",
    "NO2(GT)",
    "µg/m³",
    "Nitrogen dioxide, reference analyser, hourly mean",
    [0, 1_000],
    "Twice the range for which EN 14211 certifies analysers (500 µg/m³); the file's largest is 340",
  ),
  field(
    "pt08_s4_no2",
    "PT08.S4(NO2)",
    "",
    "Tungsten oxide sensor (nominally NO2), hourly mean response",
    [0, Infinity],
    RESISTANCE,
  ),
  field(
    "pt08_s5_o3",
    "PT08.S5(O3)",
    "",
    "Indium oxide sensor (nominally O3), hourly mean response",
    [0, Infinity],
    RESISTANCE,
  ),
  field(
    "t",
    "T",
    "°C",
    "Air temperature",
    [-50, 60],
    "The hottest air ever recorded had 56.7 °C (World Meteorological Organization); no town of the kind that the data is from is below -50",
  ),
  field("rh", "RH", "%", "Relative humidity", [0, 100], "By definition; fog with over 100 % is a fault of the sensor"),
  field(
    "ah",
    "AH",
    "",
    "Absolute humidity",
    [0, Infinity],
    "By definition not negative; the source gives no unit, so there is no upper end",
  ),
];

/** What the UCI file writes for "no value". */
export const MISSING_SENTINEL = -200;

/**
 * Numbers that other loggers write for "no value", unless the rule set has others: the negative ones are no value of any field, and 999 and
 * 9999 of those whose largest real value is far below.
 *
 * @example
 * ```ts
 * import { FIELDS, MISSING_NUMBERS } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const of = (name: string) => MISSING_NUMBERS[FIELDS.findIndex((field) => field.name === name)];
 * assert.deepEqual(of("no2_gt"), [-999, -9999, 999, 9999]);
 * assert.deepEqual(of("nox_gt"), [-999, -9999]);
 * ```
 */
export const MISSING_NUMBERS: readonly (readonly number[])[] = FIELDS.map(({ name }) =>
  ["co_gt", "c6h6_gt", "no2_gt", "t", "rh", "ah"].includes(name) ? [-999, -9999, 999, 9999] : [-999, -9999]
);

/** NO2 above this hourly mean, in µg/m³, is `Unhealthy` (EU directive 2008/50/EC, hourly limit value). */
export const NO2_HOURLY_LIMIT = 200;
