import { ALARMS, FORECASTS } from "../lake/mod.ts";
import type { Codec, IncomingMessage, OutgoingMessage } from "../records/mod.ts";
import { type EncodedSend, encodeSends } from "../records/mod.ts";
import type { RotationWork, Stage, StageBatch, TableRows } from "../sink/mod.ts";
import { readClean } from "./clean_message.ts";
import { type ForecastRow, forecastTable } from "./forecast_row.ts";
import { type AlarmRow, alarmTable } from "./alarm_row.ts";
import { messageColumns } from "./row_columns.ts";
import { type ForecastMemory, type MemorySource, restoreMemory, stationOf } from "./memory.ts";
import { forecastNext, type ServedModel, type Serving } from "./station.ts";

/** How clean messages become forecasts. */
export interface ForecastStageOptions extends Serving {
  /** Has the same number of partitions as the clean topic, as have the topics of states and alarms. */
  readonly forecastTopic: string;
  readonly stateTopic: string;
  readonly alarmTopic: string;
  /** What all three are written with; gzip where absent. */
  readonly codec?: Codec | undefined;
  readonly source: MemorySource;
}

/** What metrics want to know of a committed batch. */
export interface ForecastSummary {
  readonly forecasts: number;
  readonly refused: number;
  readonly fallbacks: number;
  readonly alarms: number;
  /** Champions' absolute errors by target, added up. */
  readonly errors: Readonly<Record<string, { scored: number; absolute: number }>>;
  /** What champions said at each origin, in the order of offsets. */
  readonly hours: readonly Pick<ForecastRow, "station_id" | "origin_ts" | "target" | "observed" | "value" | "high">[];
}

/** A station's state is stored after so many messages of it: it is some 20 kB, and those since are taken again at a takeover. */
const STORE_EVERY_MESSAGES = 24;
/** A station that is seldom heard of is stored once its newest state is so far back. */
const STORE_EVERY_OFFSETS = 50_000;

/**
 * Stage 2: clean messages become forecasts of the next hour and alarms of drift, in tables and topics. Its memory is what models and
 * detectors know of each station; it travels in a compacted topic, written in the transaction that commits the offset.
 */
export function forecastStage(options: ForecastStageOptions): Stage<ForecastMemory, ForecastSummary> {
  const { source } = options;
  return {
    tables: [FORECASTS, ALARMS],
    restore: ({ partition, nextOffset }) => restoreMemory(source, options, partition, nextOffset),
    openBatch: () => new ForecastBatch(options),
  };
}

class ForecastBatch implements StageBatch<ForecastMemory, ForecastSummary> {
  readonly #options: ForecastStageOptions;
  readonly #rows: ForecastRow[] = [];
  readonly #alarms: AlarmRow[] = [];
  /** Stations that the batch has messages of. */
  readonly #stations = new Set<string>();
  /** Of the rows, once they are asked for. */
  #tables: readonly TableRows[] | null = null;
  #memory: ForecastMemory | null = null;
  #partition = 0;

  constructor(options: ForecastStageOptions) {
    this.#options = options;
  }

  take(message: IncomingMessage, memory: ForecastMemory): void {
    const clean = readClean(message);
    this.#memory = memory;
    this.#partition = message.partition;
    if (clean === null) return void this.#rows.push(...this.#options.models.map((model) => notClean(model, message)));
    const state = stationOf(memory, this.#options, clean.stationId);
    const { rows, alarms } = forecastNext(this.#options, state, clean, message);
    this.#rows.push(...rows);
    this.#alarms.push(...alarms);
    this.#stations.add(clean.stationId);
  }

  /** The states are made here and now: the next batch changes them while this one is committed. */
  sends(work: RotationWork): AsyncGenerator<EncodedSend> {
    const { forecastTopic, stateTopic, alarmTopic, codec } = this.#options, partition = this.#partition;
    const rowsOf = (topic: string, table: TableRows) => {
      const columns = messageColumns(table), rows = table.offsets.length;
      return work.encodeRows({ topic, partition, columns, rows, key: "station_id", codec });
    };
    const [forecasts, alarms] = this.tables(), states = this.#statesToStore();
    const encoding = Promise.all([rowsOf(forecastTopic, forecasts!), rowsOf(alarmTopic, alarms!)]);
    encoding.catch(() => {}); // reported where it is waited for
    return (async function* () {
      for (const sends of await encoding) yield* sends;
      yield* encodeSends(stateTopic, () => partition, states, { codec });
    })();
  }

  #statesToStore(): OutgoingMessage[] {
    const memory = this.#memory;
    if (memory === null) return [];
    const states: OutgoingMessage[] = [];
    for (const station of this.#stations) {
      const state = memory.stations.get(station)!;
      const stored = memory.stored.get(station);
      const isDue = stored === undefined || state.nextOffset - stored >= STORE_EVERY_OFFSETS ||
        state.window.filter(([, offset]) => offset >= stored).length >= STORE_EVERY_MESSAGES;
      if (!isDue) continue;
      memory.stored.set(station, state.nextOffset);
      states.push({ key: station, value: JSON.stringify(state) });
    }
    return states;
  }

  tables(): readonly TableRows[] {
    return this.#tables ??= [forecastTable(this.#rows), alarmTable(this.#alarms)];
  }

  summary(): ForecastSummary {
    const refused = this.#rows.filter(({ refusal }) => refusal !== null).length;
    const fallbacks = this.#rows.filter(({ fallback }) => fallback !== null).length;
    const champions = this.#rows.filter(({ role }) => role === "champion");
    const errors: Record<string, { scored: number; absolute: number }> = {};
    for (const { target, error } of champions) {
      if (error === null) continue;
      const sum = errors[target] ??= { scored: 0, absolute: 0 };
      sum.scored++;
      sum.absolute += Math.abs(error);
    }
    const { length: alarms } = this.#alarms;
    return { forecasts: this.#rows.length, refused, fallbacks, alarms, errors, hours: champions };
  }

  clear(): void {
    this.#rows.length = 0;
    this.#alarms.length = 0;
    this.#stations.clear();
    this.#tables = this.#memory = null;
  }
}

function notClean({ target, name, role, digest }: ServedModel, { partition, offset }: IncomingMessage): ForecastRow {
  return {
    station_id: null,
    origin_ts: null,
    target_ts: null,
    target,
    model: name,
    role,
    model_digest: digest,
    value: null,
    low: null,
    high: null,
    refusal: "not_a_clean_reading",
    fallback: null,
    observed: null,
    error: null,
    kafka_partition: partition,
    kafka_offset: offset,
    oldest_offset: offset,
    raw_partition: null,
    raw_offset: null,
  };
}
