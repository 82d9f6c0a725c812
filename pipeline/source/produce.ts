import { createPublisher, type Kafka, readBounds } from "../broker/mod.ts";
import type { RunFacts } from "../lake/mod.ts";
import { RUN_HEADER } from "../reading/mod.ts";
import { replay, type ReplayOptions } from "./replay.ts";

/** A replay and the topic that it goes to. */
export interface ProduceOptions extends Omit<ReplayOptions, "publish"> {
  readonly kafka: Kafka;
  readonly topic: string;
}

/**
 * Replays a CSV into a topic, each message with the header `airquality.run`.
 *
 * Messages have the moment of sending as their timestamp: with that of a reading of 2004, a broker's retention would delete them at once.
 *
 * @returns the facts of the run, for `writeRun` to keep
 * @throws {PipelineError} those of {@linkcode replay}; `broker_unreachable`, `topic_mismatch`
 */
export async function produce({ kafka, topic, ...options }: ProduceOptions): Promise<RunFacts> {
  const { size: partitions } = await readBounds(kafka, topic);
  const publisher = await createPublisher(kafka, topic, partitions);
  const headers = { [RUN_HEADER]: options.run };
  try {
    const publish = (batch: { key: string; value: string }[]) =>
      publisher.publish(batch.map(({ key, value }) => ({ key, value, headers })));
    return { ...await replay({ ...options, publish }), topic };
  } finally {
    await publisher.close();
  }
}
