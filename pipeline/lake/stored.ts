import { z } from "zod";
import { PipelineError } from "../common/mod.ts";
import type { Proof } from "./proof.ts";
import type { RunFacts } from "./run.ts";

const count = z.int().nonnegative();

const RUN: z.ZodType<RunFacts> = z.object({
  run: z.string(),
  startedAt: z.string(),
  source: z.object({
    name: z.string(),
    sha256: z.string(),
    sizeBytes: count,
    synthetic: z.boolean(),
    dialect: z.string(),
  }),
  topic: z.string(),
  stationId: z.string(),
  pace: z.string(),
  dataLines: count,
  blankLines: count,
  produced: count,
  partial: z.boolean(),
  looped: z.boolean(),
  firstTs: z.string().nullable(),
  lastTs: z.string().nullable(),
  seconds: z.number(),
});

const PROOF: z.ZodType<Proof> = z.object({
  holds: z.boolean(),
  checks: z.array(
    z.object({ law: z.string(), left: z.number(), right: z.number(), holds: z.boolean(), detail: z.string() }),
  ),
  counts: z.object({
    dataLines: count,
    blankLines: count,
    produced: count,
    redriven: count.default(0), // proofs of before there was a redrive lack it
    accepted: count,
    suspect: count,
    rejected: count,
    rejectedByReason: z.record(z.string(), count),
    cleanMessages: count,
    deadLetters: count,
    silverFiles: count,
    rejectedFiles: count,
  }),
});

/** The facts of a replay, from the text of their file. @throws {PipelineError} `lake_mismatch` where it is damaged */
export function parseRun(path: string, text: string): RunFacts {
  return parseStored(RUN, text, `Cannot read ${path} as the facts of a replay`, {
    hint: "restore it, or begin anew: deno task pipeline (--fresh on a broker that was not started from here)",
  });
}

/** A proof, from the text of its file. @throws {PipelineError} `lake_mismatch` where it is damaged */
export function parseProof(path: string, text: string): Proof {
  return parseStored(PROOF, text, `Cannot read ${path} as a proof`, { hint: "prove anew: deno task prove" });
}

/** What a file of ours holds. @throws {PipelineError} `lake_mismatch` where it is damaged: the message begins with `failure` */
export function parseStored<T>(schema: z.ZodType<T>, text: string, failure: string, { hint }: { hint: string }): T {
  const damaged = (got: string, cause: unknown) =>
    new PipelineError("lake_mismatch", `${failure}: expected the JSON that was written there, got ${got}`, {
      hint,
      cause,
    });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damaged("text that is none", error);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [first] = result.error.issues;
  throw damaged(`another form at ${first!.path.join(".") || "its top"}`, result.error);
}
