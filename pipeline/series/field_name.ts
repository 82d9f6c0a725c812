/** The 13 measurements by their names in silver; a test compares them with `FIELDS`. */
export type FieldName =
  | "co_gt"
  | "pt08_s1_co"
  | "nmhc_gt"
  | "c6h6_gt"
  | "pt08_s2_nmhc"
  | "nox_gt"
  | "pt08_s3_nox"
  | "no2_gt"
  | "pt08_s4_no2"
  | "pt08_s5_o3"
  | "t"
  | "rh"
  | "ah";
