import { createHash } from "node:crypto";
import { FIELDS } from "../../pipeline/reading/mod.ts";
import { encodeClean } from "../../pipeline/reading/mod.ts";
import { forecasterOf, LEAD_HOURS, persistence, type Target, TARGETS } from "../../pipeline/forecast/mod.ts";
import { LEARNERS } from "../../pipeline/forecast/mod.ts";
import { type ServedModel, type Watch, watchOf } from "../../pipeline/infer/mod.ts";
import type { IncomingMessage } from "../../pipeline/records/mod.ts";
import type { Hours } from "../../pipeline/series/mod.ts";
import { type Random, seededRandom } from "../../pipeline/stats/mod.ts";

export const HOUR_MS = 3_600_000;
export const START_MS = Date.UTC(2004, 2, 10, 18);

/** Values with a daily cycle, some missing. */
export function valuesAt(hour: number, random: Random): (number | null)[] {
  return FIELDS.map((_, index) =>
    random.uniform() < 0.05
      ? null
      : Math.round((50 + 10 * index + 20 * Math.sin(2 * Math.PI * hour / 24) + 5 * random.normal()) * 10) / 10
  );
}

/** A clean message as stage 1 sends it. */
export function cleanMessage(
  offset: number,
  station: string,
  hour: number,
  values: readonly (number | null)[],
  change: { ts?: number; partition?: number } = {},
): IncomingMessage {
  const value = encodeClean({
    station_id: station,
    ts: change.ts ?? START_MS + hour * HOUR_MS,
    values,
    qa_missing_fields: 0,
    qa_out_of_range_fields: 0,
    validation_notes: null,
    no2_status: null,
    row_validity: "valid",
    kafka_partition: 1,
    kafka_offset: offset + 1_000,
    source_line: null,
  });
  return message(offset, station, value, change.partition);
}

export function message(offset: number, key: string | null, value: string | null, partition = 0): IncomingMessage {
  const encode = (text: string | null) => text === null ? null : new TextEncoder().encode(text);
  return { partition, offset, key: encode(key), value: encode(value), headers: {}, timestampMs: 0 };
}

/** Detectors with thresholds so low that they often alarm, on an input, a ratio and the errors of a model. */
export function watchOfStation(station: string, { target, name, digest }: ServedModel): Watch {
  const hour = (offset: number) => new Date(START_MS + offset * HOUR_MS).toISOString().replace(".000", "");
  const clean = { mean: 0, sd: 5, sorted: [] }, model = { target, model: name, model_digest: digest };
  const input = Array.from({ length: 300 }, (_, at) => 40 + at / 10);
  return watchOf(JSON.stringify({
    clean_from: hour(2),
    cut: hour(10),
    station,
    streams: [
      {
        ...{ watched: "input", target: "co_gt", model: null, model_digest: null, relation: null },
        ...{ clean: { mean: 55, sd: 9, sorted: input }, detectors: [{ detector: "ks", threshold: 0.1 }] },
      },
      {
        ...{ watched: "ratio", target: "pt08_s1_co/co_gt", model: null, model_digest: null, relation: [0, 1, 0, 0] },
        ...{ clean: { mean: 0, sd: 0.1, sorted: [] }, detectors: [{ detector: "cusum", threshold: 60 }] },
      },
      { watched: "error", ...model, relation: null, clean, detectors: [{ detector: "cusum", threshold: 2 }] },
      {
        ...{ watched: "absolute_error", ...model, relation: null, clean },
        detectors: [{ detector: "page_hinkley", threshold: 2 }, { detector: "adwin", threshold: 1 }],
      },
      {
        ...{ watched: "estimated_error", ...model, relation: [1, 0.1, 0.1], clean },
        detectors: [{ detector: "page_hinkley", threshold: 2 }],
      },
    ],
    skipped: [],
  }));
}

/** Models of each target, fitted to a synthetic series; the first one is the champion. */
export function servedModels(names: readonly string[], targets: readonly Target[] = TARGETS): ServedModel[] {
  const length = LEAD_HOURS + 1_500, random = seededRandom(7);
  const rows = Array.from({ length }, (_, hour) => valuesAt(hour, random));
  const fields = Object.fromEntries(
    FIELDS.map(({ name }, index) => [name, Float64Array.from(rows, (values) => values[index] ?? NaN)]),
  );
  const startMs = START_MS - length * HOUR_MS;
  const hours = { stationId: "a", startMs, length, fields, present: new Uint8Array(length).fill(1) } as Hours;
  return targets.flatMap((target) =>
    names.map((name, index): ServedModel => ({
      target,
      name,
      role: index === 0 ? "champion" : "challenger",
      digest: createHash("sha256").update(`${target} ${name}`).digest("hex"),
      fitted: forecasterOf(LEARNERS.find((each) => each.name === name) ?? persistence).fit({ target, hours, seed: 1 }),
    }))
  );
}
