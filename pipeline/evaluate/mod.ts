/**
 * How good the rules are: faults put into a file, the verdict of each line, rules measured on labels, and ways to treat missing values.
 * All of it works on files; `line_verdict.ts` has what reads the verdicts from a lake, and loads Polars for it.
 *
 * @module
 */
export type { LineVerdict } from "./line_verdict.ts";
export {
  type Fault,
  FAULT_KINDS,
  type FaultKind,
  type FaultLabels,
  type Flag,
  type LevelFinding,
  readFaultLabels,
} from "./fault_label.ts";
export { type LevelMeasure, levelsOfCsv, measureLevels } from "./level_measure.ts";
export { FILE_RULES, type KindMeasure, measureRules, type RuleMeasure, type RuleMeasures } from "./rule_measure.ts";
export { type Injected, injectFaults, type InjectOptions } from "./inject/inject.ts";
export { injectFile, type InjectFiles } from "./inject/label.ts";
export { judgeCsv } from "./judge_csv.ts";
export { POLICIES, type Policy, type PolicyOutcome, tryPolicies } from "./policy.ts";
