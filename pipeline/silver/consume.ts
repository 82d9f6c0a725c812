import { writeRuleSet } from "../facts/mod.ts";
import { type RunEffects, type RunOptions, type RunProgress, runStage } from "../sink/mod.ts";
import { emptyTally, type Tally } from "../validate/mod.ts";
import { type SilverOptions, silverStage, type SilverSummary } from "./stage.ts";

/** What a consumer of raw messages is asked to do. The rules are kept in the lake under their version. */
export type ConsumeOptions = RunOptions & Pick<SilverOptions, "rules" | "forward">;

/** What a consumer of raw messages has done so far. */
export interface ConsumeProgress extends RunProgress {
  /** Verdicts, those of messages read again after a failure included. */
  readonly tally: Tally;
}

/** What a consumer of raw messages is given to work with. */
export interface ConsumeEffects extends Omit<RunEffects<SilverSummary>, "onProgress"> {
  onProgress?(progress: ConsumeProgress): void;
}

/**
 * Consumes raw messages: the engine with stage 1.
 *
 * @throws {PipelineError} `broker_unreachable`, `topic_mismatch`, `lake_mismatch`, `no_permission`; what was committed stays
 */
export async function consume(options: ConsumeOptions, effects: ConsumeEffects): Promise<ConsumeProgress> {
  const { lake, topic, rules, forward } = options, tally = emptyTally();
  await writeRuleSet(lake, rules);
  const stage = silverStage({ topic, rules, forward, tally });
  const onProgress = (progress: RunProgress) => effects.onProgress?.({ ...progress, tally });
  return { ...await runStage(stage, options, { ...effects, onProgress }), tally };
}
