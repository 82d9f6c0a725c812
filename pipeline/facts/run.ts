import { z } from "zod";
import type { LakeAt } from "../lake/store/mod.ts";
import { readAllKept, writeKept } from "./kept.ts";

const count = z.int().nonnegative();

/** The form of {@linkcode RunFacts}, as it is kept. */
export const RUN_FACTS = z.object({
  /** Identifies the replay; every raw message carries it in the header `airquality.run`. */
  run: z.string(),
  /** RFC 3339 wall-clock time at which the replay began. */
  startedAt: z.string(),
  source: z.object({
    /** File name without its folder. */
    name: z.string(),
    sha256: z.string(),
    sizeBytes: count,
    /** True for data that was generated, which every report must say. */
    synthetic: z.boolean(),
    /** The dialect as one line of text, for example "; separated, decimal comma, dd/mm/yyyy, HH.MM.SS, CRLF". */
    dialect: z.string(),
  }),
  topic: z.string(),
  /** The topic's id, as Kafka's tools print it; absent where the cluster gives none, and in facts of older versions. */
  topicId: z.string().optional(),
  stationId: z.string(),
  /** The pace as text, for example "3,600,000 event seconds a second", "1,000 rows/s" or "max". */
  pace: z.string(),
  /** Data lines read (header not counted) = blank + produced. */
  dataLines: count,
  blankLines: count,
  produced: count,
  /** True where the replay ended before the end of the file: by a limit or a signal. */
  partial: z.boolean(),
  /** True where the file was replayed again and again: its lines then come several times on purpose. */
  looped: z.boolean(),
  /** RFC 3339 of the first and last reading sent that had a timestamp; null where none had. */
  firstTs: z.string().nullable(),
  lastTs: z.string().nullable(),
  /** Seconds from the first reading to the last acknowledgement. */
  seconds: z.number(),
});

/** What one replay of a source put into the raw topic; kept as `runs/<run>.json` in the lake, where prove and report read it. */
export type RunFacts = z.infer<typeof RUN_FACTS>;

/**
 * Keeps the facts of a replay in the lake, as `runs/<run>.json`.
 *
 * @example
 * ```ts
 * import { readRuns } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(await readRuns("no such folder"), []);
 * ```
 */
export const writeRun = (lake: LakeAt, facts: RunFacts): Promise<void> =>
  writeKept(lake, `runs/${facts.run}.json`, JSON.stringify(facts, null, 2) + "\n");

/** The facts of the replays that filled the lake, the oldest first. @throws {PipelineError} `lake_mismatch` where a file is damaged */
export async function readRuns(lake: LakeAt): Promise<RunFacts[]> {
  const runs = await readAllKept(lake, "runs", RUN_FACTS, "the facts of a replay", {
    hint: "restore it, or start over: deno task pipeline (add --fresh if the broker was not started from here)",
  });
  return runs.map(({ kept }) => kept).sort((a, b) => a.startedAt < b.startedAt ? -1 : 1);
}
