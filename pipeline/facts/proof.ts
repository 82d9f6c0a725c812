import { z } from "zod";
import { parseStored } from "../common/mod.ts";
import { type LakeAt, placeOf } from "../lake/store/mod.ts";
import { REASON_CODES } from "../reading/mod.ts";
import { readKept, writeKept } from "./kept.ts";

const count = z.int().nonnegative();

const CHECK = z.object({
  /** For example "data lines = blank + produced". */
  law: z.string(),
  left: z.number(),
  right: z.number(),
  holds: z.boolean(),
  /** What breaks it, naming lines, offsets or files; empty where it holds. */
  detail: z.string(),
});

/** The form of {@linkcode Proof}, as it is kept. */
export const PROOF = z.object({
  holds: z.boolean(),
  checks: z.array(CHECK),
  counts: z.object({
    dataLines: count,
    blankLines: count,
    produced: count,
    /** Messages that went back from the dead-letter topic to the raw topic. Proofs written before redrive existed lack it. */
    redriven: count.default(0),
    accepted: count,
    suspect: count,
    rejected: count,
    /** By the first reason of each rejection, so that they add up to `rejected`. */
    rejectedByReason: z.partialRecord(z.enum(REASON_CODES), count),
    cleanMessages: count,
    deadLetters: count,
    silverFiles: count,
    rejectedFiles: count,
    /** What retention, or somebody by hand, took from the topics after it was read; absent where the topics keep all of it. */
    noLongerKept: z.object({
      /** Rows of the lake that are older than the raw topic. */
      rawMessages: count,
      cleanMessages: count,
      deadLetters: count,
    }).optional(),
  }),
});

/** One equation of the law of conservation, with both its sides as counted. */
export type Check = z.infer<typeof CHECK>;

/**
 * Compares the two sides of a law.
 *
 * @param detail what breaks it; left out where it holds
 *
 * @example
 * ```ts
 * import { checkOf } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(checkOf("1 = 1", 1, 1, "why"), { law: "1 = 1", left: 1, right: 1, holds: true, detail: "" });
 * ```
 */
export const checkOf = (law: string, left: number, right: number, detail = ""): Check => ({
  law,
  left,
  right,
  holds: left === right,
  detail: left === right ? "" : detail,
});

/** The outcome of `prove`: every equation, and the counts that they were made from. */
export type Proof = z.infer<typeof PROOF>;

/**
 * What a proof could not compare, as a sentence; null where the topics keep everything.
 *
 * @example
 * ```ts
 * import { retentionText } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.match(retentionText({ rawMessages: 24, cleanMessages: 20, deadLetters: 0 })!, /^Retention: 24 rows of the lake are older/);
 * assert.equal(retentionText(undefined), null);
 * ```
 */
export function retentionText(gone: Proof["counts"]["noLongerKept"]): string | null {
  if (gone === undefined) return null;
  const { rawMessages, cleanMessages, deadLetters } = gone;
  return `Retention: ${rawMessages} rows of the lake are older than the raw topic, and ${cleanMessages} clean messages and ${deadLetters} ` +
    "dead letters are no longer kept. These cannot be compared: the laws are checked on what the topics still hold.";
}

/** A proof, from the text of its file. @throws {PipelineError} `lake_mismatch` where it is damaged */
export function parseProof(path: string, text: string): Proof {
  return parseStored(PROOF, text, `Cannot read ${path} as a proof`, { hint: "run the proof again: deno task prove" });
}

/** Keeps the last proof in the lake, as `proof.json`, for reports. */
export const writeProof = (lake: LakeAt, proof: Proof): Promise<void> =>
  writeKept(lake, "proof.json", JSON.stringify(proof, null, 2) + "\n");

/** The last proof; null where nothing was proven yet. @throws {PipelineError} `lake_mismatch` where its file is damaged */
export async function readProof(lake: LakeAt): Promise<Proof | null> {
  const text = await readKept(lake, "proof.json");
  return text === null ? null : parseProof(`${placeOf(lake)}/proof.json`, text);
}
