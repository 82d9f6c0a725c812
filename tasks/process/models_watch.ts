import { systemClock } from "../../pipeline/common/mod.ts";
import { MODEL_INDEX } from "../../pipeline/forecast/mod.ts";

const LOOK_MS = 2_000;

/** The text of a lake's index of models; it is written last, and so names what is complete. Null where there is none. */
export const readModelIndexText = (lakeDir: string): Promise<string | null> =>
  Deno.readTextFile(`${lakeDir}/models/${MODEL_INDEX}`).catch(() => null);

/** Resolves once the index of models is there and another one than `known`, or `signal` aborts. */
export async function untilOtherModels(lakeDir: string, known: string | null, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await systemClock.sleep(LOOK_MS, signal);
    const text = await readModelIndexText(lakeDir);
    if (text !== null && text !== known) return;
  }
}
