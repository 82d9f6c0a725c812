import { PipelineError, systemClock } from "../../pipeline/common/mod.ts";
import { MODEL_INDEX } from "../../pipeline/forecast/mod.ts";
import type { Serving } from "../../pipeline/infer/mod.ts";
import type { RunProgress } from "../../pipeline/sink/mod.ts";
import type { Logger } from "../cli/log.ts";

const LOOK_MS = 2_000;

/** What is served. */
export interface NewestModelsOptions {
  readonly lakeDir: string;
  load(): Promise<Serving>;
  readonly log: Logger;
}

/** A run of a forecaster: it ends when its signal aborts, and makes of its own progress that of all runs together by `total`. */
type Run = (
  serving: Serving,
  signal: AbortSignal,
  total: (own: RunProgress) => RunProgress,
) => Promise<RunProgress>;

/**
 * Loads the models of a lake. What it gives runs a forecaster with them until `ending` aborts or the run ends by itself. Whenever `train`
 * has written other models, the run commits and ends, and the next one takes over with the new models, as it would after a kill. If the new
 * models cannot be used, the former ones stay.
 *
 * @throws what `load` throws, if the first models cannot be used
 */
export async function openNewestModels(
  { lakeDir, load, log }: NewestModelsOptions,
): Promise<(ending: AbortSignal, run: Run) => Promise<RunProgress>> {
  // The index first: what is trained while models are loaded is noticed.
  let index = await readIndex(lakeDir), serving = await load();
  return async (ending, run) => {
    let before: RunProgress = { committedRows: 0, files: 0, rotations: 0 };
    for (;;) {
      const swapped = new AbortController(), over = new AbortController(), former = before;
      void untilOtherModels(lakeDir, index, over.signal).then(() => over.signal.aborted || swapped.abort());
      const total = ({ committedRows, files, rotations }: RunProgress): RunProgress => ({
        committedRows: former.committedRows + committedRows,
        files: former.files + files,
        rotations: former.rotations + rotations,
      });
      try {
        before = total(await run(serving, AbortSignal.any([ending, swapped.signal]), total));
      } finally {
        over.abort();
      }
      if (ending.aborted || !swapped.signal.aborted) return before;
      index = await readIndex(lakeDir);
      serving = await load().catch((error) => {
        if (!(error instanceof PipelineError)) throw error;
        log.warn("the new models cannot be used: the former ones are kept", { error: error.message });
        return serving;
      });
    }
  };
}

/** The text of a lake's index of models, null before the first training. It is written last, so what it names is complete. */
const readIndex = (lakeDir: string): Promise<string | null> =>
  Deno.readTextFile(`${lakeDir}/models/${MODEL_INDEX}`).catch(() => null);

/** Resolves once the index of models is there and another one than `known`, or `signal` aborts. */
async function untilOtherModels(lakeDir: string, known: string | null, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await systemClock.sleep(LOOK_MS, signal);
    const text = await readIndex(lakeDir);
    if (text !== null && text !== known) return;
  }
}
