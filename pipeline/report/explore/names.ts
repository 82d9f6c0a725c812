import { FIELDS } from "../../reading/mod.ts";
import type { FieldName } from "../../series/mod.ts";

/** Measured by reference analysers through the whole year; NMHC ended after seven weeks. */
export const POLLUTANTS = ["co_gt", "c6h6_gt", "nox_gt", "no2_gt"] as const satisfies readonly FieldName[];

const LABELS: Readonly<Record<FieldName, string>> = {
  co_gt: "CO",
  pt08_s1_co: "sensor S1 (CO)",
  nmhc_gt: "NMHC",
  c6h6_gt: "benzene",
  pt08_s2_nmhc: "sensor S2 (NMHC)",
  nox_gt: "NOx",
  pt08_s3_nox: "sensor S3 (NOx)",
  no2_gt: "NO2",
  pt08_s4_no2: "sensor S4 (NO2)",
  pt08_s5_o3: "sensor S5 (O3)",
  t: "temperature",
  rh: "relative humidity",
  ah: "water vapour",
};

/** What a reader calls a measurement. */
export const labelOf = (field: FieldName): string => LABELS[field];

/** With the unit that the data themselves show: AH is a pressure (STATS: "humidity"). */
export const unitOf = (field: FieldName): string =>
  field === "ah" ? "kPa" : FIELDS.find(({ name }) => name === field)!.unit;

export const withUnit = (field: FieldName): string =>
  unitOf(field) === "" ? labelOf(field) : `${labelOf(field)}, ${unitOf(field)}`;

/** A rule's text with what a reader calls its fields; a list of five is long. */
export const ruleName = (policy: string): string =>
  policy.startsWith("complete cases")
    ? "complete cases"
    : policy.replaceAll(/\b[a-z0-9]+_gt\b/g, (name) => LABELS[name as FieldName] ?? name);

export const WEEKDAY_NAMES = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
export const MONTH_NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
