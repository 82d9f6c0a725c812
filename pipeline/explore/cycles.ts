import { type FieldName } from "../series/mod.ts";
import { movingBlockWeights, quantile, seededRandom } from "../stats/mod.ts";
import type { FieldFacts } from "./facts.ts";
import { CYCLE_NAMES, type CycleName, CYCLES, type Grouping } from "./grouping.ts";
import { type ExploreNumbers, FIELD_NAMES } from "./schema.ts";
import { SETTINGS } from "./settings.ts";

type Cell = ExploreNumbers["cycles"]["hour"][FieldName][number];

/** Mean, interval and percentiles of each cell of each cycle of each field. */
export function cyclesOf(facts: Record<FieldName, FieldFacts>, grouping: Grouping): ExploreNumbers["cycles"] {
  const draws = drawDays(grouping.days);
  const byField = FIELD_NAMES.map((name) => [name, cellsOf(facts[name], grouping, draws)] as const);
  const cycle = (which: CycleName) => Object.fromEntries(byField.map(([name, cells]) => [name, cells[which]]));
  return Object.fromEntries(CYCLE_NAMES.map((which) => [which, cycle(which)])) as ExploreNumbers["cycles"];
}

/** The same draws of days for every field and cell; so they are made once. */
function drawDays(days: number): Uint16Array[] {
  const random = seededRandom(SETTINGS.seed);
  return Array.from({ length: SETTINGS.draws }, () => movingBlockWeights(days, SETTINGS.blockDays, random));
}

function cellsOf({ values, order }: FieldFacts, grouping: Grouping, draws: readonly Uint16Array[]) {
  const drawn = drawnMeans(values, grouping, draws), sorted = sortedByCell(values, order, grouping);
  return Object.fromEntries(CYCLE_NAMES.map((which) => {
    const cells = Array.from({ length: CYCLES[which] }, (_, index): Cell => {
      const own = sorted[which][index]!, n = own.length;
      const means = drawn[which].subarray(index * draws.length, (index + 1) * draws.length)
        .filter((mean) => !Number.isNaN(mean)).sort();
      const hasInterval = n > 1 && grouping.days > SETTINGS.blockDays;
      return {
        mean: n === 0 ? null : meanInTime(values, grouping[which], index, n),
        n,
        low: hasInterval ? quantile(means, 0.025) : null,
        high: hasInterval ? quantile(means, 0.975) : null,
        p10: quantile(own, 0.1),
        p90: quantile(own, 0.9),
      };
    });
    return [which, cells];
  })) as Record<CycleName, Cell[]>;
}

function meanInTime(values: Float64Array, groups: Int32Array, group: number, n: number): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) {
    if (groups[index] === group && !Number.isNaN(values[index]!)) sum += values[index]!;
  }
  return sum / n;
}

/** The observed values of each cell in ascending order: the order of all is known, so no cell is sorted. */
function sortedByCell(values: Float64Array, { levels, count }: FieldFacts["order"], grouping: Grouping) {
  const starts = new Int32Array(count + 1);
  for (const level of levels) if (level >= 0) starts[level + 1]!++;
  for (let level = 0; level < count; level++) starts[level + 1]! += starts[level]!;
  const ascending = new Int32Array(starts[count]!);
  levels.forEach((level, index) => level < 0 ? 0 : ascending[starts[level]!++] = index);
  return Object.fromEntries(CYCLE_NAMES.map((which) => {
    const groups = grouping[which], sizes = new Int32Array(CYCLES[which]);
    for (const index of ascending) sizes[groups[index]!]!++;
    const cells = Array.from(sizes, (size) => new Float64Array(size));
    sizes.fill(0);
    for (const index of ascending) cells[groups[index]!]![sizes[groups[index]!]!++] = values[index]!;
    return [which, cells];
  })) as Record<CycleName, Float64Array[]>;
}

/** The mean of each cell in each draw of days, cell after cell. */
function drawnMeans(values: Float64Array, grouping: Grouping, draws: readonly Uint16Array[]) {
  const { day, days, hour } = grouping;
  const sums = new Float64Array(days * 24), counts = new Float64Array(days * 24);
  const weekdayOf = new Int32Array(days), monthOf = new Int32Array(days);
  // A month never changes within a day, nor does a weekday.
  for (let index = 0; index < values.length; index++) {
    const at = day[index]! * 24 + hour[index]!;
    weekdayOf[day[index]!] = grouping.weekday[index]!;
    monthOf[day[index]!] = grouping.month[index]!;
    if (Number.isNaN(values[index]!)) continue;
    sums[at] = values[index]!;
    counts[at] = 1;
  }
  const means = Object.fromEntries(
    CYCLE_NAMES.map((which) => [which, new Float64Array(CYCLES[which] * draws.length)]),
  ) as Record<CycleName, Float64Array>;
  const sum = cycleSums(), count = cycleSums();
  draws.forEach((weights, draw) => {
    clear(sum);
    clear(count);
    for (let d = 0; d < days; d++) {
      const weight = weights[d]!;
      if (weight === 0) continue;
      const week = weekdayOf[d]! * 24, from = d * 24;
      let daySum = 0, dayCount = 0;
      for (let h = 0; h < 24; h++) {
        const s = weight * sums[from + h]!, c = weight * counts[from + h]!;
        sum.weekday_hour[week + h]! += s;
        count.weekday_hour[week + h]! += c;
        daySum += s;
        dayCount += c;
      }
      sum.month[monthOf[d]!]! += daySum;
      count.month[monthOf[d]!]! += dayCount;
    }
    gather(sum);
    gather(count);
    for (const which of CYCLE_NAMES) {
      for (let cell = 0; cell < CYCLES[which]; cell++) {
        means[which][cell * draws.length + draw] = sum[which][cell]! / count[which][cell]!;
      }
    }
  });
  return means;
}

const cycleSums = () =>
  Object.fromEntries(CYCLE_NAMES.map((which) => [which, new Float64Array(CYCLES[which])])) as Record<
    CycleName,
    Float64Array
  >;

function clear(sums: Record<CycleName, Float64Array>): void {
  for (const which of CYCLE_NAMES) sums[which].fill(0);
}

/** Sums of coarser cycles follow from those of finer ones. */
function gather({ hour, weekday, weekday_hour, month, season }: Record<CycleName, Float64Array>): void {
  for (let cell = 0; cell < 168; cell++) {
    hour[cell % 24]! += weekday_hour[cell]!;
    weekday[Math.floor(cell / 24)]! += weekday_hour[cell]!;
  }
  for (let cell = 0; cell < 12; cell++) season[Math.floor((cell + 1) % 12 / 3)]! += month[cell]!;
}
