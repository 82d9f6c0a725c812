import type { CleanColumns } from "../validate/mod.ts";
import type { Refused } from "./dead_letter.ts";

/** What was judged of one partition, in the order of offsets. */
export interface Judged {
  /** The topic that it was read from. */
  readonly topic: string;
  /** Version of the rules that it was judged by. */
  readonly ruleSet: string;
  readonly accepted: CleanColumns;
  readonly rejected: readonly Refused[];
}
