import { PipelineError, readTextIfThere, withLock, writeFileAtomic } from "../common/mod.ts";
import {
  artifactName,
  type Champion,
  championOf,
  decodeArtifact,
  MODEL_INDEX,
  type ModelIndex,
  parseModelIndex,
  TARGETS,
} from "../forecast/mod.ts";
import { keepServed, readServed } from "./served.ts";

/**
 * The index of a lake's models; null before the first training.
 *
 * @throws {z.ZodError} where it is of another version
 */
export async function readModelIndex(lakeDir: string): Promise<ModelIndex | null> {
  const text = await readTextIfThere(`${lakeDir}/models/${MODEL_INDEX}`);
  return text === undefined ? null : parseModelIndex(text);
}

/**
 * Writes what `change` makes of the index, in one step: forecasters look at it, and serve what it names from then on. Trainings and
 * promotions take turns.
 *
 * @returns the index as it is now
 */
export async function changeModelIndex(
  lakeDir: string,
  change: (index: ModelIndex | null) => ModelIndex | Promise<ModelIndex>,
): Promise<ModelIndex> {
  return await withLock(`${lakeDir}/models/${MODEL_INDEX}.lock`, {}, async () => {
    const former = await readModelIndex(lakeDir), index = await change(former);
    if (index !== former) {
      await writeFileAtomic(`${lakeDir}/models/${MODEL_INDEX}`, `${JSON.stringify(index, null, 2)}\n`);
    }
    return index;
  });
}

/** The text of a model's file: that of the last training if it is the one, or else the one that was kept when it served; null without. */
export async function readChampion(lakeDir: string, { target, model, sha256 }: Champion): Promise<string | null> {
  const trained = await readTextIfThere(`${lakeDir}/models/${artifactName(target, model)}`);
  return trained?.startsWith(sha256) ? trained : await readServed(lakeDir, sha256, "model");
}

/**
 * Checks the file of a model, and keeps it by its digest: it can be served whatever is trained meanwhile.
 *
 * @throws {PipelineError} `not_found` where the lake no longer has it; `model_mismatch` where it was changed or is of another version
 */
export async function keepChampion(lakeDir: string, champion: Champion): Promise<void> {
  const { target, model, sha256 } = champion, text = await readChampion(lakeDir, champion);
  if (text === null) throw noFile(champion);
  decodeArtifact(text, artifactName(target, model), { target, model });
  await keepServed(lakeDir, sha256, "model", text);
}

/** Keeps the files of all that serves, before a training writes over them. What cannot be read is not kept: nothing could serve it. */
export async function keepChampions(lakeDir: string): Promise<void> {
  const index = await readModelIndex(lakeDir);
  for (const target of index === null ? [] : TARGETS) {
    const champion = championOf(index!, target);
    const text = champion === undefined ? null : await readChampion(lakeDir, champion);
    if (text !== null) await keepServed(lakeDir, champion!.sha256, "model", text);
  }
}

/** The error for a model whose file the lake no longer has. */
export const noFile = ({ target, model, sha256 }: Champion): PipelineError =>
  new PipelineError(
    "not_found",
    `Cannot serve ${model} for ${target} as neither models/ nor models/served/ has its file (${sha256.slice(0, 12)})`,
    { hint: "serve another one: deno task models; or train: deno task train" },
  );
