import type { FaultLabels, LevelMeasure, RuleMeasures } from "../../evaluate/mod.ts";
import type { ConsumerFacts, Proof, RunFacts } from "../../facts/mod.ts";
import type { QualityNumbers } from "../../quality/mod.ts";

/** All that a report is made of. */
export interface ReportInputs {
  quality: QualityNumbers;
  /** In the order to show them in; may be empty. */
  runs: readonly RunFacts[];
  /** Of those that ended cleanly; without it the report has no figures of consumers. */
  consumers?: readonly ConsumerFacts[];
  /** The last proof of this lake; null where it was never proven. */
  proof: Proof | null;
  /** Where the source had faults put into it: how the rules did on them. */
  measured?: MeasuredRules | undefined;
}

/** The rules compared with labelled faults. */
export interface MeasuredRules {
  labels: FaultLabels;
  measures: RuleMeasures;
  levels: LevelMeasure;
}
