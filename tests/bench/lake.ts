import { freePort } from "../../pipeline/broker/address.ts";
import type { Bench } from "./bench_setting.ts";
import { measureTask } from "./task.ts";

/** A folder whose `data/` is the lake of the data set: the given one, or made by the first who asks, by the whole job. */
export async function lakeFolder({ csv, folder, lake, signal, log }: Bench): Promise<string> {
  if (lake !== undefined) return lake;
  const cwd = `${folder}/lake`;
  try {
    await Deno.mkdir(cwd);
  } catch (error) {
    // Measurements are made one after the other: what is there is complete.
    if (error instanceof Deno.errors.AlreadyExists) return cwd;
    throw error;
  }
  log.info("making the lake");
  await measureTask(["pipeline", "--bootstrap", `127.0.0.1:${freePort()}`, "--csv", csv, "--speedup", "max"], {
    cwd,
    signal,
  });
  return cwd;
}

/** The last hour that the models of {@linkcode trainedLake} learn from. */
export const CUT = "2004-12-31T23:00";

const trained = new WeakMap<Bench, Promise<string>>();

/** {@linkcode lakeFolder} with models for all targets, ridge and boosting among them; trained by the first who asks. */
export function trainedLake(bench: Bench): Promise<string> {
  const train = async () => {
    const cwd = await lakeFolder(bench);
    await measureTask(["train", "--models", "persistence,ridge,boosting", "--cut", CUT], { cwd, signal: bench.signal });
    return cwd;
  };
  const training = trained.get(bench) ?? train();
  trained.set(bench, training);
  return training;
}
