/** A column of a file, as plain data. Of numbers NaN is null; `time` is milliseconds since 1970, and with the integers whole. */
export type FrameColumn =
  | { readonly type: "float64" | "int32" | "int64" | "time"; readonly numbers: Float64Array }
  | TextFrameColumn;

/** Of each row the number of its text among `texts`. */
export interface TextFrameColumn {
  readonly type: "text";
  readonly numbers: Float64Array;
  readonly texts: readonly (string | null)[];
}

/** By name, in the order of the file. */
export type FrameColumns = Readonly<Record<string, FrameColumn>>;
