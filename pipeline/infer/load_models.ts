import {
  type Artifact,
  artifactName,
  championOf,
  decodeArtifact,
  type Expected,
  fittedOf,
  MODEL_INDEX,
  parseModelIndex,
} from "../forecast/mod.ts";
import { isAbsent, PipelineError } from "../common/mod.ts";
import { noFile, readChampion } from "./registry.ts";
import { keepServed, readServed } from "./served.ts";
import type { ServedModel } from "./station.ts";

/** Which of the trained models are served. */
export interface ServedChoice {
  readonly lakeDir: string;
  /** Name of the champion for all targets; for each the one that was promoted, or else the one that training chose, where absent. */
  readonly champion?: string | undefined;
  /** Names of models that run beside it. */
  readonly challengers: readonly string[];
}

/**
 * Loads the models that are served, the champion of each target first. Each file's digest is checked, and the file is kept under it in
 * `models/served/`.
 *
 * @throws {PipelineError} `not_found` where nothing is trained, or not such a model; `model_mismatch` where a file was changed or is of
 *   another version
 */
export async function loadServed({ lakeDir, champion, challengers }: ServedChoice): Promise<ServedModel[]> {
  const folder = `${lakeDir}/models`;
  const index = parseModelIndex(await readModelFile(`${folder}/${MODEL_INDEX}`));
  const targets = [...new Set(index.models.map(({ target }) => target))];
  const served: ServedModel[] = [];
  for (const target of targets) {
    const named = championOf(index, target), best = champion ?? named?.model;
    if (best === undefined) throw missing(`${folder}/${MODEL_INDEX} names no model to use for ${target}`);
    for (const name of [best, ...challengers.filter((each) => each !== best)]) {
      const path = `${folder}/${artifactName(target, name)}`;
      const text = champion === undefined && name === best
        ? await readChampion(lakeDir, named!)
        : await readModelFile(path);
      if (text === null) throw noFile(named!);
      const model = modelOf(text, path, name === best ? "champion" : "challenger", { target, model: name });
      await keepServed(lakeDir, model.digest, "model", text);
      served.push(model);
    }
  }
  return served;
}

/**
 * Loads the models that some forecasts were made by, as far as the lake still has them.
 *
 * @param digests SHA-256 of the models' files
 * @throws {PipelineError} `model_mismatch` where a file was changed or is of another version
 */
export async function loadByDigest(lakeDir: string, digests: ReadonlySet<string>): Promise<ServedModel[]> {
  const models = await Promise.all([...digests].map(async (digest): Promise<ServedModel[]> => {
    const text = await readServed(lakeDir, digest, "model");
    return text === null ? [] : [modelOf(text, `models/served/${digest}.model`, "challenger", {})];
  }));
  return models.flat();
}

function modelOf(text: string, path: string, role: ServedModel["role"], expected: Expected): ServedModel {
  const artifact: Artifact = decodeArtifact(text, path, expected);
  const { target, model: name } = artifact, digest = text.slice(0, text.indexOf("\n"));
  return { target, name, role, digest, fitted: fittedOf(artifact) };
}

async function readModelFile(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (isAbsent(error)) throw missing(`there is no ${path}`);
    throw error;
  }
}

const missing = (what: string) =>
  new PipelineError("not_found", `Cannot serve forecasts as ${what}`, {
    hint: "train the models first: deno task train",
  });
