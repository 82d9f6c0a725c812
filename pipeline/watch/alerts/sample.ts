import { FIELDS } from "../../reading/mod.ts";
import type { MetricName } from "../metrics/catalog.ts";

/** What the alerts are judged by, at one time: counts since the consumer's start, and what waits. */
export interface AlertSample {
  readonly atMs: number;
  readonly consumed: number;
  readonly accepted: number;
  readonly committed: number;
  readonly rejectedByReason: Readonly<Record<string, number>>;
  /** Missing values of the accepted readings. */
  readonly missing: number;
  /** Null where it is not known. */
  readonly lag: number | null;
  /** No consumer's metrics were reached: its counts are the last ones known, and only `committed` and `lag` are of now. */
  readonly unmeasured?: boolean;
}

/** Values of an accepted reading. */
export const VALUES_A_READING = FIELDS.length;

/**
 * The sample of metrics, from a consumer's own or from those that were scraped; null before its first word.
 *
 * @param atMs on a clock that only goes forward
 *
 * @example
 * ```ts
 * import { alertSample } from "../mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(alertSample(0, [{ name: "airquality_consumed_messages_total", value: 9 }])?.consumed, 9);
 * ```
 */
export function alertSample(
  atMs: number,
  values: Iterable<{ name: string; labels?: Readonly<Record<string, string>>; value: unknown }>,
): AlertSample | null {
  const byName = Map.groupBy(values, ({ name }) => name);
  const all = (name: MetricName) =>
    (byName.get(name) ?? []).flatMap(({ labels = {}, value }) => typeof value === "number" ? [{ labels, value }] : []);
  const sum = (name: MetricName) => all(name).reduce((total, { value }) => total + value, 0);
  // Of several consumers each tells every reason.
  const sumBy = (name: MetricName, label: string) => {
    const totals: Record<string, number> = {};
    for (const { labels, value } of all(name)) totals[labels[label] ?? ""] = (totals[labels[label] ?? ""] ?? 0) + value;
    return totals;
  };
  if (!byName.has("airquality_consumed_messages_total")) return null;
  return {
    atMs,
    consumed: sum("airquality_consumed_messages_total"),
    accepted: sum("airquality_accepted_rows_total"),
    committed: sum("airquality_committed_rows_total"),
    rejectedByReason: sumBy("airquality_rejected_rows_total", "reason"),
    missing: sum("airquality_missing_values_total"),
    lag: byName.has("kafka_consumergroup_lag") ? sum("kafka_consumergroup_lag") : null,
  };
}
