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
  /** True for the five reference-analyser values (`*_gt`): a reading needs at least one of them. */
  readonly pollutant: boolean;
}

const field = (name: string, header: string, unit: string, description: string, min: number, max: number): Field => ({
  name,
  header,
  unit,
  description,
  min,
  max,
  pollutant: name.endsWith("_gt"),
});

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
  field("co_gt", "CO(GT)", "mg/m³", "Carbon monoxide, reference analyser, hourly mean", 0, 50),
  field("pt08_s1_co", "PT08.S1(CO)", "", "Tin oxide sensor (nominally CO), hourly mean response", 0, Infinity),
  field("nmhc_gt", "NMHC(GT)", "µg/m³", "Non-methane hydrocarbons, reference analyser, hourly mean", 0, 10_000),
  field("c6h6_gt", "C6H6(GT)", "µg/m³", "Benzene, reference column, hourly mean", 0, 200),
  field("pt08_s2_nmhc", "PT08.S2(NMHC)", "", "Titania sensor (nominally NMHC), hourly mean response", 0, Infinity),
  field("nox_gt", "NOx(GT)", "ppb", "Nitrogen oxides, reference analyser, hourly mean", 0, 5_000),
  field("pt08_s3_nox", "PT08.S3(NOx)", "", "Tungsten oxide sensor (nominally NOx), hourly mean response", 0, Infinity),
  field("no2_gt", "NO2(GT)", "µg/m³", "Nitrogen dioxide, reference analyser, hourly mean", 0, 1_000),
  field("pt08_s4_no2", "PT08.S4(NO2)", "", "Tungsten oxide sensor (nominally NO2), hourly mean response", 0, Infinity),
  field("pt08_s5_o3", "PT08.S5(O3)", "", "Indium oxide sensor (nominally O3), hourly mean response", 0, Infinity),
  field("t", "T", "°C", "Air temperature", -50, 60),
  field("rh", "RH", "%", "Relative humidity", 0, 100),
  field("ah", "AH", "", "Absolute humidity", 0, Infinity),
];

/** What the UCI file writes for "no value". */
export const MISSING_SENTINEL = -200;

/** NO2 above this hourly mean, in µg/m³, is `Unhealthy` (EU directive 2008/50/EC, hourly limit value). */
export const NO2_HOURLY_LIMIT = 200;
