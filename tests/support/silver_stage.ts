import { DEFAULT_RULE_SET } from "../../pipeline/reading/mod.ts";
import { type SilverOptions, silverStage, type SilverSummary } from "../../pipeline/silver/mod.ts";
import type { PartitionSink, PartitionSinkOptions } from "../../pipeline/sink/partition.ts";
import { emptyTally, type Validator } from "../../pipeline/validate/mod.ts";

/** Stage 1 over the topic `raw`, by the default rules; it forwards nothing unless a test says where to. */
export const rawStage = (change: Partial<SilverOptions> = {}) =>
  silverStage({ topic: "raw", rules: DEFAULT_RULE_SET, forward: null, tally: emptyTally(), ...change });

/** A partition's sink with stage 1, and what it is given. */
export type RawSink = PartitionSink<Validator, SilverSummary>;
export type RawSinkOptions = PartitionSinkOptions<Validator, SilverSummary>;
