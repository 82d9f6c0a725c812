/** A seeded source of random numbers, the same on every machine. */
export interface Random {
  /** Evenly between 0 (inclusive) and 1. */
  uniform(): number;
  /** Normal with mean 0 and standard deviation 1. */
  normal(): number;
}

/**
 * Random numbers from a seed: mulberry32 (Tommy Ettinger, public domain; 2^32 numbers before it repeats), normal ones by Box–Muller.
 *
 * @example
 * ```ts
 * import { seededRandom } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(seededRandom(1).uniform(), seededRandom(1).uniform());
 * ```
 */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    uniform,
    // Box-Muller; 1 - u is never 0, which has no logarithm.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}
