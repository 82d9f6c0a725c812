import type { Proof, QualityNumbers, RunFacts } from "../lake/mod.ts";

/** All that a report is made of. */
export interface ReportInputs {
  quality: QualityNumbers;
  /** In the order to show them in; may be empty. */
  runs: readonly RunFacts[];
  /** The last proof of this lake; null where it was never proven. */
  proof: Proof | null;
}
