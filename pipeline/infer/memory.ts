import { PipelineError } from "../common/mod.ts";
import type { IncomingMessage } from "../records/mod.ts";
import { readClean } from "./clean_message.ts";
import { fitsState, forecastNext, initStation, type Serving, type StationState } from "./station.ts";

/** What the owner of a partition knows of its stations. */
export interface ForecastMemory {
  readonly stations: Map<string, StationState>;
  /** By station the offset after the last message that its stored state includes; absent where none is stored. */
  readonly stored: Map<string, number>;
  /** Where this memory began to be used: new detectors have seen what came before, and others have raised its alarms. */
  readonly alarmsFromOffset: number;
}

/** What restoring reads. Both give the messages of one partition, in order. */
export interface MemorySource {
  /** All of the state topic. */
  readStates(partition: number, take: (messages: readonly IncomingMessage[]) => void): Promise<void>;
  /** The first offset of the clean topic that is kept. */
  firstKept(partition: number): Promise<number>;
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
 * of other models or detectors, or from behind `nextOffset`, is not used: then that station's messages are taken from the first one on.
 *
 * @throws {PipelineError} `topic_mismatch` where clean messages that are needed are no longer kept
 */
export async function restoreMemory(
  source: MemorySource,
  serving: Serving,
  partition: number,
  nextOffset: number,
): Promise<ForecastMemory> {
  const memory: ForecastMemory = { stations: new Map(), stored: new Map(), alarmsFromOffset: nextOffset };
  const newest = new Map<string, StationState>();
  await source.readStates(partition, (messages) => {
    for (const { key, value } of messages) {
      if (key === null || value === null) continue;
      newest.set(new TextDecoder().decode(key), JSON.parse(new TextDecoder().decode(value)));
    }
  });
  for (const [station, state] of newest) {
    if (state.nextOffset > nextOffset || !fitsState(serving, station, state)) continue;
    memory.stations.set(station, state);
    memory.stored.set(station, state.nextOffset);
  }
  const isWhole = newest.size > 0 && memory.stored.size === newest.size;
  const from = isWhole ? Math.min(...memory.stored.values()) : 0;
  if (from >= nextOffset) return memory;
  if (from > 0) requireKept(partition, from, await source.firstKept(partition));
  await source.readClean(partition, from, nextOffset, (messages) => {
    for (const message of messages) {
      if (message.offset < nextOffset) replay(memory, serving, message);
    }
  });
  return memory;
}

function replay(memory: ForecastMemory, serving: Serving, message: IncomingMessage): void {
  const clean = readClean(message);
  if (clean === null) return;
  const state = stationOf(memory, serving, clean.stationId);
  if (message.offset >= state.nextOffset) forecastNext(serving, state, clean, message);
}

/** What is known of a station; from its first message on. */
export function stationOf(memory: ForecastMemory, serving: Serving, station: string): StationState {
  let state = memory.stations.get(station);
  if (state === undefined) {
    memory.stations.set(station, state = initStation(serving, station, memory.alarmsFromOffset));
  }
  return state;
}

function requireKept(partition: number, from: number, first: number): void {
  // Asked of the broker, not seen by a gap: an aborted transaction leaves one as large as itself. Markers of transactions take offsets
  // too: a few that are gone lose nothing.
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
