import { PipelineError } from "../../common/mod.ts";
import type { Store } from "./store.ts";

const RACERS = 8;

/**
 * Races conditional writes of one key. A store that lets two of them win, or lets a later one replace the first, would lose rows: the log
 * of a table rests on nothing else.
 *
 * @param nonce makes the key one that nobody has used
 * @throws {PipelineError} `store_unfit` where not exactly one wins
 */
export async function requireConditionalWrites(store: Store, nonce: string): Promise<void> {
  const key = `_probe/${nonce}`;
  const bytesOf = (racer: number) => new TextEncoder().encode(`${nonce} ${racer}`);
  try {
    const won = await Promise.all(Array.from({ length: RACERS }, (_, racer) => store.putIfAbsent(key, bytesOf(racer))));
    const winners = won.flatMap((each, racer) => each ? [racer] : []);
    const late = await store.putIfAbsent(key, bytesOf(RACERS));
    const left = new TextDecoder().decode((await store.get(key)) ?? new Uint8Array());
    if (winners.length === 1 && !late && left === `${nonce} ${winners[0]}`) return;
    throw new PipelineError(
      "store_unfit",
      `Cannot trust ${store.location} with a lake as ${RACERS} conditional writes of one key raced: expected exactly one winner, got ` +
        `${winners.length}${late ? ", and a later write replaced it" : ""}`,
      { hint: "use a store with conditional PUT (If-None-Match), and no proxy that drops the header" },
    );
  } finally {
    await store.remove(key);
  }
}
