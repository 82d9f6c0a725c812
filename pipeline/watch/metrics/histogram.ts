/** Counts of a histogram's values; `counts` has one entry for each bound and a last one for what is above them all. */
export interface HistogramCounts {
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
  readonly sum: number;
}

/** Gathers values into buckets. */
export class Histogram implements HistogramCounts {
  readonly bounds: readonly number[];
  readonly counts: number[];
  sum = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = new Array<number>(bounds.length + 1).fill(0);
  }

  add(value: number): void {
    let bucket = 0;
    while (bucket < this.bounds.length && value > this.bounds[bucket]!) bucket++;
    this.counts[bucket]!++;
    this.sum += value;
  }
}

/** The value under which the share `q` of a histogram's values is, interpolated between two bounds as Prometheus does; null for an empty histogram. */
export function quantile({ bounds, counts }: Pick<HistogramCounts, "bounds" | "counts">, q: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let left = q * total;
  for (const [bucket, bound] of bounds.entries()) {
    const count = counts[bucket]!;
    if (left <= count) {
      const below = bounds[bucket - 1] ?? 0;
      return below + (bound - below) * (count === 0 ? 1 : left / count);
    }
    left -= count;
  }
  return bounds.at(-1)!;
}
