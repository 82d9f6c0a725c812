import { type FieldName, hourOfDay, type Hours, indexAt, timestampMs } from "../../pipeline/series/mod.ts";
import type { Procedure } from "../../pipeline/forecast/mod.ts";
import { randomOf } from "../support/hours.ts";

/** One row of a small regression: inputs, and the target where it is observed. */
interface Row {
  readonly originMs: number;
  readonly targetMs: number;
  readonly x: readonly number[];
  readonly y: number;
}

/** Honest parts of a pipeline; each planted leak replaces one of them. */
interface Parts {
  /** What is done to the series before anything else. */
  readonly prepare: (hours: Hours, cutMs: number) => Hours;
  readonly rows: (hours: Hours) => Row[];
  readonly training: (rows: readonly Row[], cutMs: number) => Row[];
  /** The rows that inputs are standardised by. */
  readonly scaledBy: (rows: readonly Row[], training: readonly Row[]) => readonly Row[];
}

const at = (hours: Hours, name: FieldName, index: number) => hours.fields[name][index] ?? NaN;

/** The row of each hour: last value, the sensor, the mean of three hours, the hour of the target; a gap is its last value. */
const rowsBy = (sensorAt: number, windowEnd: number) => (hours: Hours): Row[] => {
  const last = [0, 0, 0];
  return Array.from({ length: hours.length }, (_, i) => {
    const window = [-2, -1, 0].map((k) => at(hours, "co_gt", i + windowEnd + k)).filter((v) => !Number.isNaN(v));
    [
      at(hours, "co_gt", i),
      at(hours, "pt08_s2_nmhc", i + sensorAt),
      window.reduce((sum, v) => sum + v, 0) / window.length,
    ]
      .forEach((value, f) => last[f] = Number.isNaN(value) ? last[f]! : value);
    const targetMs = timestampMs(hours, i + 1);
    const x = [...last, Math.sin(2 * Math.PI * hourOfDay(targetMs) / 24)];
    return { originMs: timestampMs(hours, i), targetMs, x, y: at(hours, "co_gt", i + 1) };
  }).filter(({ originMs }) => hours.present[indexAt(hours, originMs)] === 1);
};

const HONEST: Parts = {
  prepare: (hours) => hours,
  rows: rowsBy(0, 0),
  training: (rows, cutMs) => rows.filter(({ targetMs, y }) => targetMs <= cutMs && !Number.isNaN(y)),
  scaledBy: (_, training) => training,
};

/** Ridge with a large penalty, by coordinate descent: it depends on the scale of its inputs, as most models do. */
const procedure = (parts: Partial<Parts>): Procedure => (given, cutMs) => {
  const { prepare, rows: rowsOf, training: trainingOf, scaledBy } = { ...HONEST, ...parts };
  const rows = rowsOf(prepare(given, cutMs)), training = trainingOf(rows, cutMs), scaled = scaledBy(rows, training);
  const width = rows[0]!.x.length;
  const means = Array.from({ length: width }, (_, f) => mean(scaled.map(({ x }) => x[f]!)));
  const sds = means.map((m, f) => Math.sqrt(mean(scaled.map(({ x }) => (x[f]! - m) ** 2))));
  const z = (x: readonly number[]) => x.map((value, f) => (value - means[f]!) / sds[f]!);
  const b0 = mean(training.map(({ y }) => y)), inputs = training.map(({ x }) => z(x)), weights = means.map(() => 0);
  for (let round = 0; round < 30; round++) {
    for (let f = 0; f < width; f++) {
      let dot = 0, square = 500;
      inputs.forEach((row, i) => {
        const rest = training[i]!.y - b0 - row.reduce((sum, value, g) => g === f ? sum : sum + value * weights[g]!, 0);
        dot += row[f]! * rest;
        square += row[f]! ** 2;
      });
      weights[f] = dot / square;
    }
  }
  const forecast = (x: readonly number[]) => z(x).reduce((sum, value, f) => sum + value * weights[f]!, b0);
  return new Map(rows.filter(({ originMs }) => originMs > cutMs).map(({ originMs, x }) => [originMs, forecast(x)]));
};

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Gaps of the target become the middle between their neighbours, before anything is split. */
function filled(hours: Hours): Hours {
  const co_gt = Float64Array.from(hours.fields.co_gt);
  for (let i = 0; i < co_gt.length; i++) {
    if (!Number.isNaN(co_gt[i]!)) continue;
    let next = i;
    while (next < co_gt.length && Number.isNaN(hours.fields.co_gt[next]!)) next++;
    co_gt[i] = next === co_gt.length ? co_gt[i - 1] ?? 0 : ((co_gt[i - 1] ?? co_gt[next]!) + co_gt[next]!) / 2;
  }
  return { ...hours, fields: { ...hours.fields, co_gt } };
}

/** Rows without a value are dropped, and the lag is the row before: over a gap the "next hour" is days ahead. */
const observedRows = (hours: Hours): Row[] => {
  const rows = rowsBy(0, 0)(hours).filter(({ originMs }) =>
    !Number.isNaN(at(hours, "co_gt", indexAt(hours, originMs)))
  );
  return rows.slice(0, -1).map((row, i) => {
    const next = rows[i + 1]!, hour = Math.sin(2 * Math.PI * hourOfDay(next.originMs) / 24);
    return { ...row, targetMs: next.originMs, x: [...row.x.slice(0, -1), hour], y: next.x[0]! };
  });
};

/** A pipeline without a leak: the audit must pass it. */
export const honest: Procedure = procedure({});

/** Six leaks that public notebooks have; the audit must catch each. */
export const PLANTED_LEAKS: Readonly<Record<string, Procedure>> = {
  "a sensor of the target's hour": procedure({ rows: rowsBy(1, 0) }),
  "a centred window": procedure({ rows: rowsBy(0, 1) }),
  "a scaler on all rows": procedure({ scaledBy: (rows) => rows }),
  "a target filled before the split": procedure({ prepare: filled }),
  "a shuffled split": procedure({
    training: (rows) => {
      const random = randomOf(5), known = rows.filter(({ y }) => !Number.isNaN(y));
      return known.filter(() => random() < 0.7);
    },
  }),
  "a lag by row": procedure({ rows: observedRows }),
};
