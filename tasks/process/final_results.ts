import { readTextIfThere } from "../../pipeline/common/mod.ts";
import { digestLake, type LakeAt } from "../../pipeline/lake/mod.ts";
import { readQuality } from "../../pipeline/quality/mod.ts";
import {
  digestOf,
  type FinalResults,
  type Lake,
  parseFinalResults,
  RESULT_FILES,
  type ResultName,
} from "../../pipeline/report/mod.ts";

/** What results have to be of, to be of this lake. */
export async function digestsOf(lake: LakeAt): Promise<Lake> {
  return { silverDigest: await digestLake(lake), qualityDigest: digestOf(await readQuality(lake)) };
}

/** Reads all results files, and refuses those of other readings than the lake's. */
export async function readFinalResults(resultsDir: string, lake: Lake): Promise<FinalResults> {
  const texts = Object.entries(RESULT_FILES).map(async ([name, { path }]) =>
    [name, await readTextIfThere(`${resultsDir}/${path}`) ?? null] as const
  );
  return parseFinalResults(Object.fromEntries(await Promise.all(texts)) as Record<ResultName, string | null>, lake);
}
