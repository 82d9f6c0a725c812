import { kruskalWallis, rankTerm } from "./kruskal_wallis.ts";
import { averageRanks, orderOf } from "./order.ts";
import type { Random } from "./random.ts";

/** How the null hypothesis rearranges a series in blocks: what depends on its neighbours keeps them. */
export interface BlockScheme {
  /** `rotate`: each block is turned by a random number of steps in itself. `shuffle`: the blocks change places. */
  readonly kind: "rotate" | "shuffle";
  /** Values that stay together always, in steps of which blocks are turned: 24 for whole days of hours. */
  readonly step: number;
  /** Steps a block. With `rotate` the groups must repeat from block to block. */
  readonly blockSteps: number;
}

/**
 * The p-value of Kruskal and Wallis's H where values depend on their neighbours: the series is rearranged in blocks, gaps with it, and
 * `p = (1 + #{H* ≥ H}) / (1 + draws)` (Phipson and Smyth, 2010). Turning a block keeps its order and takes away its place in the
 * cycle, so it tests cycles that fit into a block; changing places tests slower ones.
 *
 * @param groups the group of each value; for `rotate` the same at the same place of every block
 * @returns null where `kruskalWallis` has no answer
 *
 * @example
 * ```ts
 * import { blockPermutationP, seededRandom } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const random = seededRandom(1);
 * const hours = Int32Array.from({ length: 24 * 60 }, (_, t) => t % 24);
 * const series = Float64Array.from(hours, (hour) => (hour === 8 ? 3 : 0) + random.normal());
 * const scheme = { kind: "rotate", step: 1, blockSteps: 24 } as const;
 * assert.equal(blockPermutationP(series, hours, scheme, 99, random), 0.01);
 * ```
 */
export function blockPermutationP(
  series: Float64Array,
  groups: Int32Array,
  { kind, step, blockSteps }: BlockScheme,
  draws: number,
  random: Random,
): number | null {
  if (kruskalWallis(series, groups) === null) return null;
  const steps = stepsOf(series, groups, step), count = 1 + groups.reduce((a, b) => Math.max(a, b), -1);
  const places = steps.groups.length, blocks = Math.ceil(places / blockSteps);
  const sums = new Float64Array(count), counts = new Float64Array(count);
  const term = (groupAt: (block: number, place: number, at: number) => number, order?: Int32Array) => {
    sums.fill(0);
    counts.fill(0);
    let slot = 0;
    for (let b = 0; b < blocks; b++) {
      const block = order?.[b] ?? b, start = block * blockSteps, length = Math.min(blockSteps, places - start);
      for (let place = 0; place < length; place++) {
        const group = groupAt(block, place, slot++);
        sums[group]! += steps.sums[start + place]!;
        counts[group]! += steps.counts[start + place]!;
      }
    }
    return rankTerm(sums, counts);
  };
  const inPlace = (_block: number, _place: number, slot: number) => steps.groups[slot]!;
  const measured = term(inPlace), order = Int32Array.from({ length: blocks }, (_, block) => block);
  let reached = 0;
  for (let draw = 0; draw < draws; draw++) {
    const value = kind === "rotate"
      ? term(turned(steps.groups, blocks, blockSteps, random))
      : term(inPlace, shuffle(order, random));
    if (value >= measured * (1 - 1e-12)) reached++;
  }
  return (1 + reached) / (1 + draws);
}

/** Ranks summed over each step, and the group that it is in. */
function stepsOf(series: Float64Array, groups: Int32Array, step: number) {
  const ranks = averageRanks(orderOf(series)), count = Math.ceil(series.length / step);
  const sums = new Float64Array(count), counts = new Float64Array(count);
  for (let index = 0; index < ranks.length; index++) {
    if (Number.isNaN(ranks[index]!)) continue;
    const at = Math.floor(index / step);
    sums[at]! += ranks[index]!;
    counts[at]!++;
  }
  return { sums, counts, groups: Int32Array.from({ length: count }, (_, at) => groups[at * step]!) };
}

function turned(groups: Int32Array, blocks: number, blockSteps: number, random: Random) {
  const turns = Int32Array.from({ length: blocks }, () => Math.floor(random.uniform() * blockSteps));
  return (block: number, place: number) => groups[(place + turns[block]!) % blockSteps]!;
}

/** Fisher and Yates, in place. */
function shuffle(values: Int32Array, random: Random): Int32Array {
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor(random.uniform() * (i + 1));
    [values[i], values[j]] = [values[j]!, values[i]!];
  }
  return values;
}
