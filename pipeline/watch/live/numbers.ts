import { type MetricName, METRICS } from "../metrics/catalog.ts";
import type { ScrapedSample } from "../metrics/exposition.ts";
import { quantile } from "../metrics/histogram.ts";

/** A consumer's numbers: counts since its start, rates and times of the last samples. */
export interface ConsumerNumbers {
  /** Consumers that answered: the counts are theirs. */
  readonly processes: number;
  readonly consumed: number;
  readonly accepted: number;
  readonly suspect: number;
  readonly rejected: number;
  readonly committed: number;
  readonly rejectedByReason: Readonly<Record<string, number>>;
  readonly missingByField: Readonly<Record<string, number>>;
  readonly outOfRangeByField: Readonly<Record<string, number>>;
  readonly batchMissingRatio: number | null;
  /** Messages a second; null until two samples are known. */
  readonly consumedPerSecond: number | null;
  readonly rejectedPerSecond: number | null;
  /** Of the last minute; null where nothing was committed. */
  readonly latencySeconds: { readonly p50: number; readonly p95: number } | null;
  readonly rotationP95Seconds: number | null;
  readonly transactionP95Seconds: number | null;
  readonly meanFlushRows: number | null;
  readonly memoryBytes: number;
}

/** A producer's numbers. */
export interface ProducerNumbers {
  readonly lines: number;
  readonly blank: number;
  readonly produced: number;
  readonly producedPerSecond: number | null;
  readonly maxLatenessSeconds: number;
  readonly p99LatenessSeconds: number;
}

/** A sample of the throughput: messages a second, for the chart. */
export interface RatePoint {
  readonly atMs: number;
  readonly consumed: number;
  readonly rejected: number;
}

const RATE_MS = 4_000;
const TIMES_MS = 60_000;
const HISTORY_POINTS = 180;

interface Scrape {
  readonly atMs: number;
  readonly samples: readonly ScrapedSample[];
}

/** Turns what is scraped, sample by sample, into numbers to show. Counts of several processes are added up. */
export class PipelineNumbers {
  readonly #scrapes: Scrape[] = [];
  readonly history: RatePoint[] = [];

  /**
   * @param samples those of all processes that answered
   * @param committedPerSecond of the group: the throughput where no consumer answered
   */
  add(atMs: number, samples: readonly ScrapedSample[], committedPerSecond: number | null = null): void {
    const last = this.#scrapes.at(-1);
    // A process has come, ended or begun again: no rate leads from the one to the other.
    if (last !== undefined && COUNTED.some((name) => isBroken(name, last.samples, samples))) this.#scrapes.length = 0;
    this.#scrapes.push({ atMs, samples });
    while (this.#scrapes.length > 2 && this.#scrapes[1]!.atMs <= atMs - TIMES_MS) this.#scrapes.shift();
    this.history.push({
      atMs,
      consumed: (this.consumer === null ? committedPerSecond : this.#rate("airquality_consumed_messages_total")) ?? 0,
      rejected: this.#rate("airquality_rejected_rows_total") ?? 0,
    });
    if (this.history.length > HISTORY_POINTS) this.history.shift();
  }

  get consumer(): ConsumerNumbers | null {
    const samples = this.#newest;
    const processes = samples.filter(({ name }) => name === "airquality_consumed_messages_total").length;
    if (processes === 0) return null;
    const latency = this.#times("airquality_end_to_end_latency_seconds");
    const flushes = this.#grown("airquality_flush_rows_count");
    const ratios = samples.filter(({ name }) => name === "airquality_batch_missing_ratio");
    return {
      processes,
      consumed: sum(samples, "airquality_consumed_messages_total"),
      accepted: sum(samples, "airquality_accepted_rows_total"),
      suspect: sum(samples, "airquality_suspect_rows_total"),
      rejected: sum(samples, "airquality_rejected_rows_total"),
      committed: sum(samples, "airquality_committed_rows_total"),
      rejectedByReason: byLabel(samples, "airquality_rejected_rows_total", "reason"),
      missingByField: byLabel(samples, "airquality_missing_values_total", "field"),
      outOfRangeByField: byLabel(samples, "airquality_out_of_range_values_total", "field"),
      batchMissingRatio: ratios.length === 0 ? null : Math.max(...ratios.map(({ value }) => value)),
      consumedPerSecond: this.#rate("airquality_consumed_messages_total"),
      rejectedPerSecond: this.#rate("airquality_rejected_rows_total"),
      latencySeconds: quantile(latency, 0.5) === null
        ? null
        : { p50: quantile(latency, 0.5)!, p95: quantile(latency, 0.95)! },
      rotationP95Seconds: quantile(this.#times("airquality_rotation_duration_seconds"), 0.95),
      transactionP95Seconds: quantile(this.#times("airquality_transaction_duration_seconds"), 0.95),
      meanFlushRows: flushes === 0 ? null : this.#grown("airquality_flush_rows_sum") / flushes,
      memoryBytes: sum(samples, "process_resident_memory_bytes"),
    };
  }

  get producer(): ProducerNumbers | null {
    const samples = this.#newest;
    if (!samples.some(({ name }) => name === "airquality_producer_lines_total")) return null;
    return {
      lines: sum(samples, "airquality_producer_lines_total"),
      blank: sum(samples, "airquality_producer_blank_lines_total"),
      produced: sum(samples, "airquality_producer_rows_total"),
      producedPerSecond: this.#rate("airquality_producer_rows_total"),
      maxLatenessSeconds: largest(samples, "airquality_producer_max_lateness_seconds"),
      p99LatenessSeconds: largest(samples, "airquality_producer_p99_lateness_seconds"),
    };
  }

  get #newest(): readonly ScrapedSample[] {
    return this.#scrapes.at(-1)?.samples ?? [];
  }

  /** Growth a second over the last samples. */
  #rate(name: MetricName): number | null {
    const to = this.#scrapes.at(-1);
    const from = this.#scrapes.findLast(({ atMs }) => to !== undefined && atMs <= to.atMs - RATE_MS) ??
      this.#scrapes[0];
    if (to === undefined || from === undefined || from === to) return null;
    return (sum(to.samples, name) - sum(from.samples, name)) / (to.atMs - from.atMs) * 1000;
  }

  /** Growth over all samples known, a minute; since the start where the first of them is the start. */
  #grown(name: string, where: (sample: ScrapedSample) => boolean = () => true): number {
    const of = (scrape: Scrape | undefined) => scrape === undefined ? 0 : sum(scrape.samples.filter(where), name);
    return of(this.#scrapes.at(-1)) - of(this.#scrapes.length > 1 ? this.#scrapes[0] : undefined);
  }

  /** The values that a histogram gained over all samples known. */
  #times(name: MetricName & keyof typeof METRICS): { bounds: readonly number[]; counts: number[] } {
    const { buckets } = METRICS[name] as { buckets: readonly number[] };
    const upTo = [...buckets.map(String), "+Inf"].map((le) =>
      this.#grown(`${name}_bucket`, ({ labels }) => labels.le === le)
    );
    return { bounds: buckets, counts: upTo.map((count, index) => count - (upTo[index - 1] ?? 0)) };
  }
}

const sum = (samples: readonly ScrapedSample[], wanted: string) =>
  samples.reduce((total, { name, value }) => name === wanted ? total + value : total, 0);

const largest = (samples: readonly ScrapedSample[], wanted: string) =>
  samples.reduce((highest, { name, value }) => name === wanted ? Math.max(highest, value) : highest, 0);

/** One of each kind of process. */
const COUNTED = ["airquality_consumed_messages_total", "airquality_producer_lines_total"] as const;

function isBroken(counter: MetricName, before: readonly ScrapedSample[], now: readonly ScrapedSample[]): boolean {
  const processes = (samples: readonly ScrapedSample[]) => samples.filter(({ name }) => name === counter).length;
  return processes(before) !== processes(now) || sum(now, counter) < sum(before, counter);
}

/** What is not zero, by the value of a label. */
function byLabel(samples: readonly ScrapedSample[], wanted: string, label: string): Record<string, number> {
  const totals: Record<string, number> = {};
  for (const { name, labels, value } of samples) {
    const key = labels[label];
    if (name === wanted && key !== undefined && value !== 0) totals[key] = (totals[key] ?? 0) + value;
  }
  return totals;
}
