import { createPublisher, describeTopics, type Kafka } from "../broker/mod.ts";
import { PipelineError } from "../common/mod.ts";
import type { Codec } from "../records/mod.ts";

/** The longest reading that is sent by hand, in characters: a reading has some 300. */
const MAX_LENGTH = 10_000;

/**
 * Sends one reading by hand. It is sent as it was given, under its station as the key: the consumer judges it like any other.
 *
 * @param text a JSON object with `station_id`
 * @throws {PipelineError} `usage` where it is no such object; `broker_unreachable`, `topic_mismatch`
 *
 * @example
 * ```ts
 * import { type Kafka } from "../broker/mod.ts";
 * import { sendOne } from "./mod.ts";
 * import assert from "node:assert/strict";
 * await assert.rejects(sendOne({} as Kafka, "raw", "[1]"), { code: "usage" });
 * ```
 */
export async function sendOne(
  kafka: Kafka,
  topic: string,
  text: string,
  codec?: Codec,
): Promise<{ station: string }> {
  const station = stationOf(text);
  const [description] = await describeTopics(kafka, [topic]);
  const publisher = await createPublisher(kafka, topic, description!.partitions.length, codec);
  try {
    await publisher.publish([{ key: station, value: text }]);
  } finally {
    await publisher.close();
  }
  return { station };
}

function stationOf(text: string): string {
  const refuse = (got: string): never => {
    throw new PipelineError("usage", `Cannot send a reading: expected a JSON object with station_id, got ${got}`, {
      hint: 'for example: {"station_id": "uci-air-quality", "ts": "2005-04-04T15:00:00Z", "no2_gt": 231}',
    });
  };
  if (text.length > MAX_LENGTH) return refuse(`${text.length} characters, over ${MAX_LENGTH}`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refuse("text that is not JSON");
  }
  const station = (json as Record<string, unknown> | null)?.station_id;
  return typeof station === "string" && station !== "" ? station : refuse("none");
}
