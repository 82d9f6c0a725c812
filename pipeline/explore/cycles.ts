import { type FieldName } from "../series/mod.ts";
import { movingBlockWeights, quantile, quantileUnsorted, seededRandom } from "../stats/mod.ts";
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
    const sums = new Float64Array(CYCLES[which]), groups = grouping[which];
    for (let index = 0; index < values.length; index++) {
      if (!Number.isNaN(values[index]!)) sums[groups[index]!]! += values[index]!;
    }
    const cells = Array.from(sums, (sum, index): Cell => {
      const own = sorted[which][index]!, n = own.length, from = (FIRST_CELL[which] + index) * draws.length;
      const means = drawn.subarray(from, from + draws.length).filter((mean) => !Number.isNaN(mean));
      const hasInterval = n > 1 && grouping.days > SETTINGS.blockDays;
      return {
        mean: n === 0 ? null : sum / n,
        n,
        low: hasInterval ? quantileUnsorted(means, 0.025) : null,
        high: hasInterval ? quantileUnsorted(means, 0.975) : null,
        p10: quantile(own, 0.1),
        p90: quantile(own, 0.9),
      };
    });
    return [which, cells];
  })) as Record<CycleName, Cell[]>;
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

/** The cells of all cycles in one list. */
const FIRST_CELL: Record<CycleName, number> = { hour: 0, weekday: 24, weekday_hour: 31, month: 199, season: 211 };
const CELLS = 215;

/** The mean of each cell in each draw of days, cell after cell; NaN where a draw has none of its days. */
function drawnMeans(values: Float64Array, grouping: Grouping, draws: readonly Uint16Array[]): Float64Array {
  const { day, days, hour } = grouping;
  const daySums = new Float64Array(days * 24), dayCounts = new Float64Array(days * 24);
  // Neither the month nor the weekday changes within a day.
  const weekCell = new Int32Array(days), monthCell = new Int32Array(days);
  for (let index = 0; index < values.length; index++) {
    weekCell[day[index]!] = FIRST_CELL.weekday_hour + grouping.weekday[index]! * 24;
    monthCell[day[index]!] = FIRST_CELL.month + grouping.month[index]!;
    if (Number.isNaN(values[index]!)) continue;
    const at = day[index]! * 24 + hour[index]!;
    daySums[at] = values[index]!;
    dayCounts[at] = 1;
  }
  const means = new Float64Array(CELLS * draws.length),
    sums = new Float64Array(CELLS),
    counts = new Float64Array(CELLS);
  for (let draw = 0; draw < draws.length; draw++) {
    const weights = draws[draw]!;
    sums.fill(0);
    counts.fill(0);
    for (let d = 0; d < days; d++) {
      const weight = weights[d]!;
      if (weight === 0) continue;
      const cell = weekCell[d]!, from = d * 24;
      let sum = 0, count = 0;
      for (let h = 0; h < 24; h++) {
        const s = weight * daySums[from + h]!, c = weight * dayCounts[from + h]!;
        sums[cell + h]! += s;
        counts[cell + h]! += c;
        sum += s;
        count += c;
      }
      sums[monthCell[d]!]! += sum;
      counts[monthCell[d]!]! += count;
    }
    gather(sums);
    gather(counts);
    for (let cell = 0; cell < CELLS; cell++) means[cell * draws.length + draw] = sums[cell]! / counts[cell]!;
  }
  return means;
}

/** Sums of coarser cycles follow from those of finer ones. */
function gather(sums: Float64Array): void {
  for (let cell = 0; cell < 168; cell++) {
    const sum = sums[FIRST_CELL.weekday_hour + cell]!;
    sums[FIRST_CELL.hour + cell % 24]! += sum;
    sums[FIRST_CELL.weekday + Math.floor(cell / 24)]! += sum;
  }
  for (let month = 0; month < 12; month++) {
    sums[FIRST_CELL.season + Math.floor((month + 1) % 12 / 3)]! += sums[FIRST_CELL.month + month]!;
  }
}
