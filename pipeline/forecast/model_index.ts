import { z } from "zod";
import { type Artifact, decodeArtifact } from "./artifact.ts";
import { chooseModel } from "./score/choice.ts";
import { TARGETS } from "./training.ts";
import type { Trained } from "./train.ts";

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
});

/** What is in a folder of trained models, and which of them is used. */
export type ModelIndex = Readonly<z.infer<typeof indexSchema>>;

/** Name of the index in the folder of models. */
export const MODEL_INDEX = "index.json";

/** The index of what was trained: the same bytes for the same artefacts. */
export function modelIndexOf(trained: readonly Trained[]): ModelIndex {
  const artifacts = trained.map((each): [Trained, Artifact] => [each, decodeArtifact(each.text, each.name)]);
  const first = artifacts[0]![1];
  const models = artifacts.map(([{ name, text }, artifact]) => ({
    target: artifact.target,
    model: artifact.model,
    file: name,
    sha256: text.slice(0, 64),
    bytes: new TextEncoder().encode(text).length,
    mae_month_before_cut: artifact.mae_month_before_cut,
  }));
  const chosen = Object.fromEntries(
    [...Map.groupBy(models, ({ target }) => target)].map(([target, of]) => [
      target,
      chooseModel(Object.fromEntries(of.map(({ model, mae_month_before_cut }) => [model, mae_month_before_cut]))),
    ]),
  );
  return {
    cut: first.training.to,
    station: first.station,
    silver_digest: first.silver_digest,
    code_digest: first.code_digest,
    deno: first.deno,
    models,
    chosen,
  };
}

/** Reads an index. @throws {z.ZodError} where it has other keys */
export const parseModelIndex = (text: string): ModelIndex => indexSchema.parse(JSON.parse(text));
