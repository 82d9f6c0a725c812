import {
  artifactName,
  artifactOf,
  encodeArtifact,
  forecasterNamed,
  modelIndexOf,
  type Trained,
  withHistory,
} from "../../pipeline/forecast/mod.ts";
import { changeModelIndex, keepChampions } from "../../pipeline/infer/mod.ts";
import { splitSeries, timestampMs } from "../../pipeline/series/mod.ts";
import { madeHours } from "./hours.ts";

const hours = madeHours(1_700), origin = { silverDigest: "5", codeDigest: "c", deno: "2.9.6" };

/**
 * Writes into a lake what a training of persistence for CO leaves, up to an hour of made ones from 1,500 to 1,690.
 *
 * @returns the digest of the model
 */
export async function train(lakeDir: string, hour: number): Promise<string> {
  const cutMs = timestampMs(hours, hour), target = "co_gt", model = "persistence";
  const training = { target, hours: splitSeries(hours, cutMs)[0], seed: 1 } as const;
  const text = encodeArtifact(artifactOf(training, forecasterNamed(model)!.fit(training), origin));
  const sha256 = text.slice(0, 64), file = artifactName(target, model);
  const trained = [{ target, model, file, sha256, bytes: text.length, maeMonthBeforeCut: 1 }] as unknown as Trained[];
  await keepChampions(lakeDir);
  await Deno.mkdir(`${lakeDir}/models`, { recursive: true });
  await Deno.writeTextFile(`${lakeDir}/models/${file}`, text);
  await changeModelIndex(lakeDir, (former) => withHistory(modelIndexOf({ cutMs, hours, origin }, trained), former));
  return sha256;
}
