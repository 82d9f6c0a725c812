import { type IncomingMessage, type Kafka, readBounds, readTopic } from "../broker/mod.ts";
import { type RunEffects, type RunOptions, type RunProgress, runStage } from "../sink/mod.ts";
import type { MemorySource } from "./memory.ts";
import { forecastStage, type ForecastStageOptions, type ForecastSummary } from "./stage.ts";

/** What a forecaster is asked to do. `topic` is the clean one. */
export type ForecastRunOptions = RunOptions & Omit<ForecastStageOptions, "source">;

/** What a forecaster is given to work with. */
export type ForecastEffects = RunEffects<ForecastSummary>;

/**
 * Forecasts on the stream: the engine with stage 2.
 *
 * @throws {PipelineError} `broker_unreachable`, `topic_mismatch`, `lake_mismatch`, `no_permission`; what was committed stays
 */
export function runForecasts(options: ForecastRunOptions, effects: ForecastEffects): Promise<RunProgress> {
  const source = memoryInTopics(effects.kafka, options.topic, options.stateTopic);
  return runStage(forecastStage({ ...options, source }), options, effects);
}

/** What is kept of memory in a cluster: states in one topic, the messages since then in the clean one. */
export function memoryInTopics(kafka: Kafka, clean: string, states: string): MemorySource {
  return {
    readStates: (partition, take) => readTopic(kafka, states, take, { partition }),
    firstKept: async (partition) => (await readBounds(kafka, clean)).get(partition)!.low,
    async readClean(partition, fromOffset, nextOffset, take) {
      const enough = new AbortController();
      const taking = (messages: readonly IncomingMessage[]) => {
        take(messages);
        if ((messages.at(-1)?.offset ?? -1) >= nextOffset - 1) enough.abort();
      };
      const from = new Map([[partition, fromOffset]]);
      await readTopic(kafka, clean, taking, { partition, from, signal: enough.signal });
    },
  };
}
