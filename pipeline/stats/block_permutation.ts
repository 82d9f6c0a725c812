import { kruskalWallis, rankTerm } from "./kruskal_wallis.ts";
import { averageRanks, type Order } from "./order.ts";
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
 * import { blockPermutationP, orderOf, seededRandom } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const random = seededRandom(1);
 * const hours = Int32Array.from({ length: 24 * 60 }, (_, t) => t % 24);
 * const series = Float64Array.from(hours, (hour) => (hour === 8 ? 3 : 0) + random.normal());
 * const scheme = { kind: "rotate", step: 1, blockSteps: 24 } as const;
 * assert.equal(blockPermutationP(orderOf(series), hours, scheme, 99, random), 0.01);
 * ```
 */
export function blockPermutationP(
  order: Order,
  groups: Int32Array,
  scheme: BlockScheme,
  draws: number,
  random: Random,
): number | null {
  if (kruskalWallis(order, groups) === null) return null;
  const steps = stepsOf(order, groups, scheme.step);
  const term = scheme.kind === "rotate" ? rotator(steps, scheme.blockSteps) : shuffler(steps, scheme.blockSteps);
  const measured = term();
  let reached = 0;
  for (let draw = 0; draw < draws; draw++) if (term(random) >= measured * (1 - 1e-12)) reached++;
  return (1 + reached) / (1 + draws);
}

/** Ranks summed over each step, and the group that it is in. */
interface Steps {
  readonly sums: Float64Array;
  readonly counts: Float64Array;
  readonly groups: Int32Array;
  readonly groupCount: number;
}

function stepsOf(order: Order, groups: Int32Array, step: number): Steps {
  const ranks = averageRanks(order), count = Math.ceil(ranks.length / step);
  const sums = new Float64Array(count), counts = new Float64Array(count);
  for (let index = 0; index < ranks.length; index++) {
    if (Number.isNaN(ranks[index]!)) continue;
    const at = Math.floor(index / step);
    sums[at]! += ranks[index]!;
    counts[at]!++;
  }
  const groupCount = 1 + groups.reduce((a, b) => Math.max(a, b), -1);
  return { sums, counts, groups: Int32Array.from({ length: count }, (_, at) => groups[at * step]!), groupCount };
}

/** The term of H with each block turned by a random number of steps; without random numbers, as it is. */
function rotator({ sums, counts, groups, groupCount }: Steps, blockSteps: number): (random?: Random) => number {
  const cycle = Int32Array.from({ length: blockSteps }, (_, place) => groups[place % groups.length]!);
  const length = shortestCycle(cycle), blocks = Math.ceil(groups.length / blockSteps);
  // Steps of a block at the same place of the cycle stay in one group however the block is turned: they are summed once.
  const blockSums = new Float64Array(blocks * length), blockCounts = new Float64Array(blocks * length);
  for (let at = 0; at < groups.length; at++) {
    const place = Math.floor(at / blockSteps) * length + (at % blockSteps) % length;
    blockSums[place]! += sums[at]!;
    blockCounts[place]! += counts[at]!;
  }
  const twice = Int32Array.from({ length: 2 * length }, (_, place) => cycle[place % length]!);
  const groupSums = new Float64Array(groupCount), groupCounts = new Float64Array(groupCount);
  return (random) => {
    groupSums.fill(0);
    groupCounts.fill(0);
    for (let block = 0; block < blocks; block++) {
      const turn = random === undefined ? 0 : Math.floor(random.uniform() * length), from = block * length;
      for (let place = 0; place < length; place++) {
        const group = twice[place + turn]!;
        groupSums[group]! += blockSums[from + place]!;
        groupCounts[group]! += blockCounts[from + place]!;
      }
    }
    return rankTerm(groupSums, groupCounts);
  };
}

/** The smallest number of places after which a cycle of groups repeats, and which divides it. */
function shortestCycle(cycle: Int32Array): number {
  for (let length = 1; length < cycle.length; length++) {
    if (cycle.length % length === 0 && cycle.every((group, place) => group === cycle[place % length])) return length;
  }
  return cycle.length;
}

/** The term of H with the blocks in random order, the last one as short as it is; without random numbers, as they are. */
function shuffler({ sums, counts, groups, groupCount }: Steps, blockSteps: number): (random?: Random) => number {
  const order = Int32Array.from({ length: Math.ceil(groups.length / blockSteps) }, (_, block) => block);
  const groupSums = new Float64Array(groupCount), groupCounts = new Float64Array(groupCount);
  return (random) => {
    groupSums.fill(0);
    groupCounts.fill(0);
    if (random !== undefined) shuffle(order, random);
    let slot = 0;
    for (const block of order) {
      const from = block * blockSteps, to = Math.min(from + blockSteps, groups.length);
      for (let at = from; at < to; at++) {
        const group = groups[slot++]!;
        groupSums[group]! += sums[at]!;
        groupCounts[group]! += counts[at]!;
      }
    }
    return rankTerm(groupSums, groupCounts);
  };
}

/** Fisher and Yates, in place. */
function shuffle(values: Int32Array, random: Random): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor(random.uniform() * (i + 1));
    [values[i], values[j]] = [values[j]!, values[i]!];
  }
}
