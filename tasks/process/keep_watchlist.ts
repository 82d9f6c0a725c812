import { PipelineError, removeIfThere, writeFileAtomic } from "../../pipeline/common/mod.ts";
import { WATCHLIST, watchlistOf } from "../../pipeline/drift/mod.ts";
import { artifactName, decodeArtifact, fittedOf, type ModelIndex, TARGETS } from "../../pipeline/forecast/mod.ts";
import type { HourlySeries } from "../../pipeline/series/mod.ts";
import type { Logger } from "../cli/command.ts";

/** Years that are drawn for each threshold, as many as `deno task drift` draws. */
const YEARS = 50;

/** What a watchlist is made from. */
export interface KeepOptions {
  /** Has the models' files. */
  readonly folder: string;
  readonly hours: HourlySeries;
  readonly cutMs: number;
  readonly index: ModelIndex;
  readonly seed: number;
  readonly log: Logger;
}

/** Writes the watchlist of the models that are used beside them; takes a former one away where the cut leaves no clean month. */
export async function keepWatchlist({ folder, hours, cutMs, index, seed, log }: KeepOptions): Promise<void> {
  const used = await Promise.all(TARGETS.flatMap((target) => {
    const model = index.chosen[target]?.used;
    return model === undefined ? [] : [loadUsed(folder, target, model)];
  }));
  try {
    const watchlist = watchlistOf(hours, { cutMs, used, seed, years: YEARS });
    await writeFileAtomic(`${folder}/${WATCHLIST}`, `${JSON.stringify(watchlist)}\n`);
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    await removeIfThere(`${folder}/${WATCHLIST}`);
    log.warn("no drift alarms on the stream with these models", { reason: error.message });
  }
}

async function loadUsed(folder: string, target: typeof TARGETS[number], model: string) {
  const path = `${folder}/${artifactName(target, model)}`, text = await Deno.readTextFile(path);
  const fitted = fittedOf(decodeArtifact(text, path, { target, model }));
  return { target, digest: text.slice(0, text.indexOf("\n")), fitted };
}
