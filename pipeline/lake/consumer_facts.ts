import { z } from "zod";
import { isAbsent } from "./absent.ts";
import { writeFileAtomic } from "../common/mod.ts";
import { parseStored } from "./stored.ts";

/** What one consumer did from its start to its end; kept as `consumers/<consumer>.json` in the lake, where the report reads it. */
export interface ConsumerFacts {
  /** Identifies it; a name for a file. */
  consumer: string;
  /** RFC 3339 wall-clock moment at which it began. */
  startedAt: string;
  groupId: string;
  topic: string;
  /** Rows in the lake and committed by it, the files they are in, and how often it wrote and committed. */
  committedRows: number;
  files: number;
  rotations: number;
  /** From its first message to its last commit. */
  seconds: number;
  /** Seconds from the timestamp of a raw message, the moment it was sent, to the commit of its row; null where it committed none. */
  latency: Quantiles | null;
  /** Seconds of a rotation: part files, then the transaction. */
  rotation: Quantiles | null;
}

/** Half of all values are under `p50`, 99 % under `p99`; told between the bounds of a histogram. */
export interface Quantiles {
  p50: number;
  p99: number;
}

const count = z.int().nonnegative(), quantiles = z.object({ p50: z.number(), p99: z.number() });

const FACTS: z.ZodType<ConsumerFacts> = z.object({
  consumer: z.string(),
  startedAt: z.string(),
  groupId: z.string(),
  topic: z.string(),
  committedRows: count,
  files: count,
  rotations: count,
  seconds: z.number(),
  latency: quantiles.nullable(),
  rotation: quantiles.nullable(),
});

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
export async function writeConsumer(lakeDir: string, facts: ConsumerFacts): Promise<void> {
  await Deno.mkdir(`${lakeDir}/consumers`, { recursive: true });
  await writeFileAtomic(`${lakeDir}/consumers/${facts.consumer}.json`, JSON.stringify(facts, null, 2) + "\n");
}

/**
 * The facts of the consumers that ended in good order, the oldest first; one that was killed left none.
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
export async function readConsumers(lakeDir: string): Promise<ConsumerFacts[]> {
  const consumers: ConsumerFacts[] = [];
  try {
    for await (const { name } of Deno.readDir(`${lakeDir}/consumers`)) {
      if (!name.endsWith(".json")) continue;
      const path = `${lakeDir}/consumers/${name}`;
      const failure = `Cannot read ${path} as the facts of a consumer`;
      consumers.push(parseStored(FACTS, await Deno.readTextFile(path), failure, { hint: "move it away" }));
    }
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
  return consumers.sort((a, b) => a.startedAt < b.startedAt ? -1 : 1);
}
