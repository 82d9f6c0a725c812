/** A column of a file, as plain data. Of numbers NaN is null; `time` is milliseconds since 1970, and with the integers whole. */
export type FileColumn =
  | { readonly type: "float64" | "int32" | "int64" | "time"; readonly numbers: Float64Array }
  | FileTextColumn;

/** Of each row the number of its text among `texts`. */
export interface FileTextColumn {
  readonly type: "text";
  readonly numbers: Float64Array;
  readonly texts: readonly (string | null)[];
}

/** By name, in the order of the file. */
export type FileColumns = Readonly<Record<string, FileColumn>>;
