import type { Explored } from "../../explore/mod.ts";
import type { FieldName, HourlySeries } from "../../series/mod.ts";
import type { FillScore } from "../../views/mod.ts";

/** What explore.json has, for what is drawn from it alone. */
export type ExploreFile = Pick<Explored, "numbers">;

/** What the pages about one station are made of. */
export interface ExploreInputs extends Explored {
  /** The series that the numbers are of. */
  readonly series: HourlySeries;
  /** How the ways of filling scored, by pollutant. */
  readonly fills: Readonly<Partial<Record<FieldName, readonly FillScore[]>>>;
  /** True where the readings were made by the project, not measured. */
  readonly synthetic: boolean;
}
