import { z } from "zod";
import type { LakeAt } from "../lake/store/mod.ts";
import { readAllKept, writeKept } from "./kept.ts";

const count = z.int().nonnegative();

const QUANTILES = z.object({ p50: z.number(), p99: z.number() }).describe("seconds");

/** The form of {@linkcode ConsumerFacts}, as it is kept. */
export const CONSUMER_FACTS = z.object({
  /** Identifies it; a name for a file. */
  consumer: z.string(),
  /** RFC 3339 wall-clock time at which it began. */
  startedAt: z.string(),
  groupId: z.string(),
  topic: z.string(),
  /** Rows in the lake and committed by it, the files they are in, and how often it wrote and committed. */
  committedRows: count,
  files: count,
  rotations: count,
  /** From its first message to its last commit. */
  seconds: z.number(),
  /** Seconds from the timestamp of a raw message, when it was sent, to the commit of its row; null where it committed none. */
  latency: QUANTILES.nullable().describe("from sending to commit"),
  /** Seconds of a rotation: part files, then the transaction. */
  rotation: QUANTILES.nullable(),
});

/** What one consumer did from its start to its end; kept as `consumers/<consumer>.json` in the lake, where the report reads it. */
export type ConsumerFacts = z.infer<typeof CONSUMER_FACTS>;

/** Half of all values are under `p50`, 99 % under `p99`; estimated between the bounds of a histogram. */
export type Quantiles = z.infer<typeof QUANTILES>;

/**
 * Keeps the facts of a consumer in the lake.
 *
 * @example
 * ```ts
 * import { readConsumers, writeConsumer } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const lakeDir = await Deno.makeTempDir();
 * const facts = {
 *   consumer: "20260701T100000000Z-4711", startedAt: "2026-07-01T10:00:00.000Z", groupId: "g", topic: "air_quality.raw",
 *   committedRows: 9357, files: 400, rotations: 12, seconds: 10.5, latency: { p50: 0.6, p99: 1.4 }, rotation: { p50: 0.2, p99: 0.4 },
 * };
 * await writeConsumer(lakeDir, facts);
 * assert.deepEqual(await readConsumers(lakeDir), [facts]);
 * await Deno.remove(lakeDir, { recursive: true });
 * ```
 */
export const writeConsumer = (lake: LakeAt, facts: ConsumerFacts): Promise<void> =>
  writeKept(lake, `consumers/${facts.consumer}.json`, JSON.stringify(facts, null, 2) + "\n");

/**
 * The facts of the consumers that ended cleanly, the oldest first; one that was killed left none.
 *
 * @throws {PipelineError} `lake_mismatch` where a file is damaged
 *
 * @example
 * ```ts
 * import { readConsumers } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(await readConsumers("no such folder"), []);
 * ```
 */
export async function readConsumers(lake: LakeAt): Promise<ConsumerFacts[]> {
  const hint = { hint: "move it away" };
  const consumers = await readAllKept(lake, "consumers", CONSUMER_FACTS, "the facts of a consumer", hint);
  return consumers.map(({ kept }) => kept).sort((a, b) => a.startedAt < b.startedAt ? -1 : 1);
}
