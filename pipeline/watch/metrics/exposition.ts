import { type MetricName, METRICS, type MetricSpec } from "./catalog.ts";
import type { HistogramCounts } from "./histogram.ts";

/** The value of a metric with these labels. A value that is not known is left out by its owner. */
export interface MetricValue {
  readonly name: MetricName;
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number | HistogramCounts;
}

/** Media type of Prometheus's text format. */
export const EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/**
 * Values in Prometheus's text format, those of one metric together.
 *
 * Written here in place of prom-client: that keeps counts of its own, where these are of tallies that the pipeline has anyway, and its
 * last release is of 2024.
 *
 * @example
 * ```ts
 * import { formatMetrics } from "../mod.ts";
 * import assert from "node:assert/strict";
 * const text = formatMetrics([{ name: "airquality_rejected_rows_total", labels: { reason: "duplicate" }, value: 2 }]);
 * assert.match(text, /^airquality_rejected_rows_total\{reason="duplicate"\} 2$/m);
 * ```
 */
export function formatMetrics(values: Iterable<MetricValue>): string {
  const lines: string[] = [];
  for (const [name, own] of Map.groupBy(values, (value) => value.name)) {
    const spec: MetricSpec = METRICS[name];
    lines.push(`# HELP ${name} ${spec.help}`, `# TYPE ${name} ${spec.type}`);
    for (const { labels = {}, value } of own) {
      if (typeof value === "number") lines.push(sample(name, labels, value));
      else lines.push(...histogramLines(name, labels, value));
    }
  }
  return lines.map((line) => `${line}\n`).join("");
}

function* histogramLines(name: string, labels: Record<string, string>, { bounds, counts, sum }: HistogramCounts) {
  let count = 0;
  for (const [bucket, own] of counts.entries()) {
    count += own;
    yield sample(`${name}_bucket`, { ...labels, le: numberText(bounds[bucket] ?? Infinity) }, count);
  }
  yield sample(`${name}_sum`, labels, sum);
  yield sample(`${name}_count`, labels, count);
}

function sample(name: string, labels: Record<string, string>, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`).join(",");
  return `${name}${pairs && `{${pairs}}`} ${numberText(value)}`;
}

const escapeLabel = (text: string) => text.replace(/[\\"\n]/g, (letter) => letter === "\n" ? "\\n" : `\\${letter}`);

const numberText = (value: number) => value === Infinity ? "+Inf" : value === -Infinity ? "-Inf" : String(value);

/** One line of a text that was scraped. */
export interface ScrapedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const LINE = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+\S+)?$/;
const PAIR = /(\w+)="((?:\\.|[^"\\])*)"/g;

/** Reads Prometheus's text format. What is no sample, comments among it, is passed over. */
export function parseMetrics(text: string): ScrapedSample[] {
  return text.split("\n").flatMap((line) => {
    const [, name, pairs = "", number] = LINE.exec(line) ?? [];
    if (name === undefined) return [];
    const labels = Object.fromEntries(
      [...pairs.matchAll(PAIR)].map(([, label, value]) => [label!, unescapeLabel(value!)]),
    );
    return [{ name, labels, value: number === "+Inf" ? Infinity : number === "-Inf" ? -Infinity : Number(number) }];
  });
}

const unescapeLabel = (text: string) => text.replace(/\\(.)/g, (_, letter) => letter === "n" ? "\n" : letter);
