import { PipelineError } from "../common/mod.ts";
import type { IncomingMessage } from "../records/mod.ts";
import { readClean } from "./clean_message.ts";
import { forecastNext, initStation, type ServedModel, type StationState } from "./station.ts";

/** What the owner of a partition knows of its stations. */
export interface ForecastMemory {
  readonly stations: Map<string, StationState>;
  /** By station the offset after the last message that its stored state includes; absent where none is stored. */
  readonly stored: Map<string, number>;
}

/** What restoring reads. Both give the messages of one partition, in order. */
export interface MemorySource {
  /** All of the state topic. */
  readStates(partition: number, take: (messages: readonly IncomingMessage[]) => void): Promise<void>;
  /** The clean topic from an offset to before another one; what comes behind may be handed over too. */
  readClean(
    partition: number,
    fromOffset: number,
    nextOffset: number,
    take: (messages: readonly IncomingMessage[]) => void,
  ): Promise<void>;
}

/**
 * The memory as its owner had it before `nextOffset`: from the newest stored state of each station, and the clean messages since. A state
 * of other models, or from behind `nextOffset`, is not used: then the station's messages are taken from the first one on.
 *
 * @throws {PipelineError} `topic_mismatch` where clean messages that are needed are no longer kept
 */
export async function restoreMemory(
  source: MemorySource,
  models: readonly ServedModel[],
  partition: number,
  nextOffset: number,
): Promise<ForecastMemory> {
  const memory: ForecastMemory = { stations: new Map(), stored: new Map() };
  const digests = models.map(({ digest }) => digest).sort().join();
  let usable = true;
  await source.readStates(partition, (messages) => {
    for (const { key, value } of messages) {
      if (key === null || value === null) continue;
      const state = JSON.parse(new TextDecoder().decode(value)) as StationState;
      if (state.nextOffset > nextOffset || Object.keys(state.models).sort().join() !== digests) usable = false;
      else memory.stations.set(new TextDecoder().decode(key), state);
    }
  });
  if (!usable) memory.stations.clear();
  for (const [station, { nextOffset: until }] of memory.stations) memory.stored.set(station, until);
  const from = memory.stored.size === 0 ? 0 : Math.min(...memory.stored.values());
  if (from >= nextOffset) return memory;
  let next: number | null = null;
  await source.readClean(partition, from, nextOffset, (messages) => {
    for (const message of messages) {
      if (next === null && message.offset > from && from > 0) requireKept(partition, from, message.offset);
      next = message.offset + 1;
      if (message.offset < nextOffset) replay(memory, models, message);
    }
  });
  return memory;
}

function replay({ stations }: ForecastMemory, models: readonly ServedModel[], message: IncomingMessage): void {
  const clean = readClean(message);
  if (clean === null) return;
  let state = stations.get(clean.stationId);
  if (state === undefined) stations.set(clean.stationId, state = initStation(models));
  if (message.offset >= state.nextOffset) forecastNext(models, state, clean, message);
}

function requireKept(partition: number, from: number, first: number): void {
  // Markers of transactions take offsets too: a gap of a few offsets loses nothing.
  if (first - from < MAX_MARKERS) return;
  throw new PipelineError(
    "topic_mismatch",
    `Cannot restore the forecaster of clean partition ${partition} as its messages from offset ${from} to ${
      first - 1
    } are no longer kept`,
    { hint: "keep the clean topic's messages (retention.ms -1), or start with another --group-id and lake" },
  );
}

const MAX_MARKERS = 1_000;
