import { type FieldName } from "../series/mod.ts";
import { blockPermutationP, type BlockScheme, kruskalWallis, type Order, seededRandom } from "../stats/mod.ts";
import type { FieldFacts } from "./facts.ts";
import { CYCLE_NAMES, type CycleName, type Grouping } from "./grouping.ts";
import { type ExploreNumbers, FIELD_NAMES } from "./schema.ts";
import { SETTINGS } from "./settings.ts";

/** Cycles within a week are tested by turning weeks in themselves, slower ones by moving weeks about. */
const SCHEMES: Record<CycleName, BlockScheme> = {
  hour: { kind: "rotate", step: 1, blockSteps: 168 },
  weekday: { kind: "rotate", step: 24, blockSteps: 7 },
  weekday_hour: { kind: "rotate", step: 1, blockSteps: 168 },
  month: { kind: "shuffle", step: 24, blockSteps: SETTINGS.blockDays },
  season: { kind: "shuffle", step: 24, blockSteps: SETTINGS.blockDays },
};

/** Whether the cells of each cycle differ, for each field. */
export function cycleTestsOf(
  facts: Record<FieldName, FieldFacts>,
  grouping: Grouping,
): ExploreNumbers["cycle_tests"] {
  const whole = wholeDays(grouping);
  const orders = FIELD_NAMES.map((name) => [name, onWholeDays(facts[name].order, grouping)] as const);
  return Object.fromEntries(CYCLE_NAMES.map((which) => {
    const groups = whole[which];
    return [which, Object.fromEntries(orders.map(([name, order]) => [name, testOf(order, groups, which)]))];
  })) as ExploreNumbers["cycle_tests"];
}

function testOf(order: Order, groups: Int32Array, which: CycleName) {
  const test = kruskalWallis(order, groups);
  if (test === null) {
    const n = order.levels.reduce((sum, level) => level < 0 ? sum : sum + 1, 0);
    const reason = n === 0 ? "no hour observed" : "fewer than two groups observed, or all values equal";
    return {
      n,
      groups: n === 0 ? 0 : presentGroups(order, groups),
      statistic: null,
      effect: null,
      p: null,
      p_blocks: null,
      reason,
    };
  }
  const random = seededRandom(SETTINGS.seed);
  const { step, blockSteps } = SCHEMES[which], isShort = groups.length < 4 * step * blockSteps;
  return {
    n: test.n,
    groups: test.groups,
    statistic: test.statistic,
    effect: test.effect,
    p: test.p,
    p_blocks: isShort ? null : blockPermutationP(order, groups, SCHEMES[which], SETTINGS.permutations, random),
    reason: isShort ? "fewer than four weeks: too few blocks to rearrange" : null,
  };
}

function presentGroups({ levels }: Order, groups: Int32Array): number {
  return new Set(groups.filter((_, index) => levels[index]! >= 0)).size;
}

/** The grouping from midnight of the first day on: steps of 24 hours are then days of the label. */
function wholeDays(grouping: Grouping): Record<CycleName, Int32Array> {
  const padded = (groups: Int32Array, before: (place: number) => number) => {
    const all = new Int32Array(grouping.lead + groups.length);
    all.set(groups, grouping.lead);
    for (let place = 0; place < grouping.lead; place++) all[place] = before(place);
    return all;
  };
  const first = (groups: Int32Array) => groups[0] ?? 0;
  return {
    hour: padded(grouping.hour, (place) => place),
    weekday: padded(grouping.weekday, () => first(grouping.weekday)),
    weekday_hour: padded(grouping.weekday_hour, (place) => first(grouping.weekday) * 24 + place),
    month: padded(grouping.month, () => first(grouping.month)),
    season: padded(grouping.season, () => first(grouping.season)),
  };
}

function onWholeDays({ levels, count }: Order, { lead }: Grouping): Order {
  const padded = new Int32Array(lead + levels.length).fill(-1);
  padded.set(levels, lead);
  return { levels: padded, count };
}
