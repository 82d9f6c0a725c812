import { LEAD_HOURS, type Target } from "../forecast/mod.ts";
import { type LakeAt, readTableColumns, SILVER } from "../lake/mod.ts";
import { HOUR_MS } from "../series/mod.ts";
import { encodeForecast, type ForecastRow, readForecasts } from "./forecast_row.ts";
import { loadByDigest } from "./load_models.ts";
import { silverByOrigin } from "./silver_by_origin.ts";
import { forecastNext, initStation, type ServedModel, type Serving } from "./station.ts";

/** A reading that the features of a forecast look back on. */
export interface TracedInput {
  /** Hour of the reading, milliseconds since 1970-01-01 UTC. */
  readonly ts: number;
  /** Hours from it to the hour that is forecast. */
  readonly lag: number;
  readonly kafkaPartition: number;
  readonly kafkaOffset: number;
  readonly rawPartition: number;
  readonly rawOffset: number;
  /** 1-based line of the source file; null where the message named none. */
  readonly sourceLine: number | null;
  /** The target's value in it; null where it is missing. */
  readonly value: number | null;
}

/** A forecast as it was recorded, and as it comes out again. */
export interface TracedForecast {
  readonly row: ForecastRow;
  /** The same forecast made again from silver and the model's file; null where it cannot be, as `difference` says. */
  readonly rebuilt: ForecastRow | null;
  /** Null where the bytes are the same. */
  readonly difference: string | null;
  /** The readings of the week that the features look back on, newest first. */
  readonly inputs: readonly TracedInput[];
}

/** Which forecasts are meant. */
export interface ForecastQuery {
  readonly station: string;
  /** The hour that is forecast, milliseconds since 1970-01-01 UTC. */
  readonly targetMs: number;
  readonly target: Target;
  /** By this model; the champion's where absent. */
  readonly model?: string | undefined;
}

/**
 * Makes forecasts again from their records: the clean messages of the station up to the origin, in their order, with silver's values,
 * through the model's file. Several rows have one hour where a late or doubled reading was refused.
 *
 * @param outDir the folder below which the models are
 * @throws {PipelineError} `lake_mismatch` where a file is damaged, `model_mismatch` where a model's file was changed
 * @example
 * ```ts
 * import { traceForecasts } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(await traceForecasts("no such folder", "no such folder", { station: "a", targetMs: 0, target: "co_gt" }), []);
 * ```
 */
export async function traceForecasts(lake: LakeAt, outDir: string, query: ForecastQuery): Promise<TracedForecast[]> {
  const { station, targetMs, target, model } = query;
  const ofStation = (await readForecasts(lake)).filter(({ station_id }) => station_id === station);
  const asked = ofStation.filter((row) =>
    row.target_ts === targetMs && row.target === target &&
    (model === undefined ? row.role === "champion" : row.model === model)
  );
  if (asked.length === 0) return [];
  const models = await loadByDigest(outDir, new Set(asked.map(({ model_digest }) => model_digest)));
  const silver = await silverByOrigin(lake), lineOf = await sourceLines(lake);
  return asked.map((row): TracedForecast => {
    const served = models.find(({ digest }) => digest === row.model_digest);
    const { rebuilt, difference } = served === undefined
      ? { rebuilt: null, difference: `no model file has the digest ${row.model_digest}` }
      : rebuild(row, ofStation, served, silver);
    return { row, rebuilt, difference, inputs: inputsOf(row, ofStation, target, lineOf) };
  });
}

type Silver = Awaited<ReturnType<typeof silverByOrigin>>;

/** The messages of the row's station up to it, each once, in the order of the topic. */
function messagesUpTo(row: ForecastRow, ofStation: readonly ForecastRow[]): ForecastRow[] {
  const byOffset = new Map(
    ofStation.filter(({ kafka_partition, kafka_offset }) =>
      kafka_partition === row.kafka_partition && kafka_offset <= row.kafka_offset
    ).map((each) => [each.kafka_offset, each]),
  );
  return [...byOffset.values()].sort((a, b) => a.kafka_offset - b.kafka_offset);
}

function rebuild(
  row: ForecastRow,
  ofStation: readonly ForecastRow[],
  served: ServedModel,
  silver: Silver,
): Pick<TracedForecast, "rebuilt" | "difference"> {
  const serving: Serving = { models: [{ ...served, role: row.role }], watch: null };
  const state = initStation(serving, row.station_id!);
  let rebuilt: ForecastRow | null = null;
  for (const { origin_ts, kafka_partition, kafka_offset, raw_partition, raw_offset } of messagesUpTo(row, ofStation)) {
    const values = silver(raw_partition!, raw_offset!);
    if (values === null) {
      return {
        rebuilt: null,
        difference: `silver has no row of raw ${raw_partition}:${raw_offset}, which it rests on`,
      };
    }
    const hour = { ts: origin_ts!, values };
    const clean = { stationId: row.station_id!, hour, rawPartition: raw_partition!, rawOffset: raw_offset! };
    rebuilt = forecastNext(serving, state, clean, { partition: kafka_partition, offset: kafka_offset }).rows[0]!;
  }
  const same = encodeForecast(rebuilt!) === encodeForecast(row);
  return { rebuilt, difference: same ? null : differenceOf(row, rebuilt!) };
}

function differenceOf(row: ForecastRow, rebuilt: ForecastRow): string {
  const keys = (Object.keys(row) as (keyof ForecastRow)[]).filter((key) => row[key] !== rebuilt[key]);
  return keys.map((key) => `${key}: recorded ${row[key]}, made again ${rebuilt[key]}`).join("; ");
}

/** As the stage keeps its window: a late or doubled reading is not in it. */
function inputsOf(
  row: ForecastRow,
  ofStation: readonly ForecastRow[],
  target: Target,
  lineOf: (partition: number, offset: number) => number | null,
): TracedInput[] {
  const observed = new Map(
    ofStation.filter((each) => each.target === target).map((each) => [each.kafka_offset, each.observed]),
  );
  const inputs: TracedInput[] = [];
  let newest = -Infinity;
  for (const each of messagesUpTo(row, ofStation)) {
    if (each.origin_ts! <= newest) continue;
    newest = each.origin_ts!;
    inputs.push({
      ts: each.origin_ts!,
      lag: 0,
      kafkaPartition: each.kafka_partition,
      kafkaOffset: each.kafka_offset,
      rawPartition: each.raw_partition!,
      rawOffset: each.raw_offset!,
      sourceLine: lineOf(each.raw_partition!, each.raw_offset!),
      value: observed.get(each.kafka_offset) ?? null,
    });
  }
  return inputs.filter(({ ts }) => ts > newest - LEAD_HOURS * HOUR_MS).reverse()
    .map((input) => ({ ...input, lag: (row.target_ts! - input.ts) / HOUR_MS }));
}

async function sourceLines(lake: LakeAt): Promise<(partition: number, offset: number) => number | null> {
  const columns = await readTableColumns(lake, SILVER.name, ["source_line"]);
  const partitions = columns.wholes("kafka_partition"), offsets = columns.wholes("kafka_offset");
  const lines = columns.wholes("source_line");
  const byOrigin = new Map(Array.from(offsets, (offset, row) => [`${partitions[row]}:${offset}`, lines[row]!]));
  return (partition, offset) => {
    const line = byOrigin.get(`${partition}:${offset}`) ?? NaN;
    return Number.isNaN(line) ? null : line;
  };
}
