import { BROKER_FINDINGS } from "./findings/broker.ts";
import { DATASET_FINDINGS } from "./findings/dataset.ts";
import { GROUP_FINDINGS } from "./findings/group.ts";
import type { Area, FindingKind, Severity } from "./findings/kind.ts";
import { LAKE_FINDINGS } from "./findings/lake.ts";
import { MACHINE_FINDINGS } from "./findings/machine.ts";
import { TOPIC_FINDINGS } from "./findings/topics.ts";

/**
 * Every fault that the doctor can find; docs/troubleshooting.md is made from this table.
 *
 * @example
 * ```ts
 * import { FINDINGS } from "../mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(FINDINGS.topic_missing.fix, "deno task topics create");
 * ```
 */
export const FINDINGS = {
  ...MACHINE_FINDINGS,
  ...BROKER_FINDINGS,
  ...TOPIC_FINDINGS,
  ...GROUP_FINDINGS,
  ...DATASET_FINDINGS,
  ...LAKE_FINDINGS,
} as const satisfies Record<string, FindingKind>;

export type FindingId = keyof typeof FINDINGS;

/** One fault that was found. */
export interface Finding {
  readonly id: FindingId;
  readonly area: Area;
  readonly severity: Severity;
  /** What was seen here. */
  readonly what: string;
  readonly why: string;
  readonly fix: string;
}

/** What a look at one area gave. */
export interface Diagnosis {
  readonly area: Area;
  /** What is as it should be, in a few words each. */
  readonly sound: readonly string[];
  readonly findings: readonly Finding[];
}

/** A finding as it was seen here. `why` and `fix` of the table hold unless this case knows better. */
export function finding(id: FindingId, what: string, better: { why?: string; fix?: string } = {}): Finding {
  const { area, severity, why, fix } = FINDINGS[id];
  return { id, area, severity, what, why, fix, ...better };
}
