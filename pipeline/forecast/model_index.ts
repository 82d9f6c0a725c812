import { z } from "zod";
import { formatTimestamp } from "../reading/mod.ts";
import { chooseModel } from "./score/choice.ts";
import { TARGETS } from "./training.ts";
import type { Trained, TrainOptions } from "./train.ts";

/** A model that serves or has served: which file it is, and what is known of it without opening it. */
const championSchema = z.strictObject({
  target: z.enum(TARGETS),
  model: z.string(),
  sha256: z.string(),
  /** The last hour that it has learnt from. */
  cut: z.string(),
  mae_month_before_cut: z.number(),
});

const indexSchema = z.strictObject({
  cut: z.string(),
  station: z.string(),
  silver_digest: z.string(),
  code_digest: z.string(),
  deno: z.string(),
  models: z.array(z.strictObject({
    target: z.enum(TARGETS),
    model: z.string(),
    file: z.string(),
    sha256: z.string(),
    bytes: z.number(),
    mae_month_before_cut: z.number(),
  })),
  /** By target: the form of each learner, and the model that is used; see `chooseModel`. */
  chosen: z.partialRecord(
    z.enum(TARGETS),
    z.strictObject({ forms: z.record(z.string(), z.string()), used: z.string() }),
  ),
  /** What was promoted since the training. A target without a promoted model is served by the one that training chose. */
  promoted: z.array(championSchema).default([]),
  /** What served before, the newest last. */
  history: z.array(championSchema).default([]),
});

/** A model that serves or has served. */
export type Champion = Readonly<z.infer<typeof championSchema>>;

/** What is in a folder of trained models, which of them is used, and what served before. */
export type ModelIndex = Readonly<z.infer<typeof indexSchema>>;

/** Name of the index in the folder of models. */
export const MODEL_INDEX = "index.json";

/** The index of what was trained up to a cut: the same bytes for the same models. Nothing served before it: see `withHistory`. */
export function modelIndexOf(
  { cutMs, hours, origin }: Pick<TrainOptions, "cutMs" | "hours" | "origin">,
  trained: readonly Trained[],
): ModelIndex {
  const chosen = [...Map.groupBy(trained, ({ target }) => target)].map(([target, models]) => [
    target,
    chooseModel(Object.fromEntries(models.map(({ model, maeMonthBeforeCut }) => [model, maeMonthBeforeCut]))),
  ]);
  return {
    cut: formatTimestamp(cutMs),
    station: hours.stationId,
    silver_digest: origin.silverDigest,
    code_digest: origin.codeDigest,
    deno: origin.deno,
    models: trained.map(({ target, model, file, sha256, bytes, maeMonthBeforeCut }) => ({
      target,
      model,
      file,
      sha256,
      bytes,
      mae_month_before_cut: maeMonthBeforeCut,
    })),
    chosen: Object.fromEntries(chosen),
    promoted: [],
    history: [],
  };
}

/** Reads an index. @throws {z.ZodError} where it has other keys */
export const parseModelIndex = (text: string): ModelIndex => indexSchema.parse(JSON.parse(text));
