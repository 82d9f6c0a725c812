import { lakeScript, type ProcessOutcome, runToEnd } from "../support/process.ts";
import type { CompactorOrder } from "./compactor.ts";

/** The status of a process that was killed by SIGKILL, as Deno tells it. */
export const KILLED = 128 + 9;

/** Lets a compaction run to its end or its death. */
export function compact(root: string, order: CompactorOrder): Promise<ProcessOutcome> {
  return runToEnd("deno", lakeScript(`${root}/tests/fault/compactor.ts`, order));
}
