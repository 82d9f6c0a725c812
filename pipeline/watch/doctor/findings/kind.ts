/** How bad it is: an error keeps the pipeline from its work, a warning does not. */
export type Severity = "error" | "warning";

export const AREAS = ["machine", "broker", "topics", "group", "data set", "lake"] as const;
export type Area = typeof AREAS[number];

/** What the doctor knows of one kind of fault. */
export interface FindingKind {
  readonly area: Area;
  readonly severity: Severity;
  /** The fault, as a heading of the guide. */
  readonly title: string;
  /** What a user sees of it elsewhere; searched for in the guide. */
  readonly symptoms: readonly string[];
  readonly why: string;
  /** The command that fixes it, or else what to do. */
  readonly fix: string;
}

/** Makes the entries of one area's table. */
export const kindOf = (area: Area) =>
(
  severity: Severity,
  title: string,
  why: string,
  fix: string,
  ...symptoms: string[]
): FindingKind => ({
  area,
  severity,
  title,
  why,
  fix,
  symptoms,
});
