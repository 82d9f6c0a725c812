/** A compaction as a process of its own that dies by its own hand at a step. */
import { connectKafka } from "../../pipeline/broker/mod.ts";
import { PipelineError } from "../../pipeline/common/mod.ts";
import type { CompactStep } from "../../pipeline/lake/mod.ts";
import { compactRun } from "../../pipeline/sink/mod.ts";
import { type LakeSpec, openSpec } from "./lake_spec.ts";
import { springOf, type Trap } from "./trap.ts";

/** What the process is told by its only argument. */
export interface CompactorOrder {
  readonly address: string;
  readonly lake: LakeSpec;
  readonly groupId: string;
  readonly topic: string;
  readonly trap: Trap<CompactStep> | null;
}

/** What may be in a compaction's way while faults happen: the next one does its work. */
const EXCUSED = ["broker_unreachable", "no_permission"];

if (import.meta.main) {
  const { address, lake, groupId, topic, trap }: CompactorOrder = JSON.parse(Deno.args[0]!);
  const kafka = connectKafka({ brokers: [address] });
  try {
    const onStep = springOf(trap, () => {});
    await compactRun(kafka, {
      lake: openSpec(lake),
      groupId,
      rawTopic: topic,
      vacuumBeforeMs: 0, // consumers may be about to commit what they have written
      ...(onStep === undefined ? {} : { onStep }),
    });
    Deno.exit(0);
  } catch (error) {
    console.error(error);
    Deno.exit(error instanceof PipelineError && EXCUSED.includes(error.code) ? 0 : 1);
  }
}
