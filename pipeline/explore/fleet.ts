import { PipelineError } from "../common/mod.ts";
import type { HourlySeries } from "../series/mod.ts";
import type { StationFiles } from "./explore.ts";

/** What a Worker is asked: a station, and what its file says of the others. */
export interface FleetRequest {
  readonly series: HourlySeries;
  readonly stations: StationFiles;
  readonly silverDigest: string | null;
}

/** Called with the text of each station's file as it is ready. */
export type OnExplored = (stationId: string, text: string) => Promise<void>;

/**
 * Explores several stations at once, each in a Worker of its own turn: the text of each file is the same as `exploreText` gives alone.
 *
 * @param workers stations worked on at once: the processors of the machine
 * @param silverDigest what stands under `silver_digest` of each
 * @throws {PipelineError} `internal` where a Worker ends; what `onExplored` throws
 *
 * @example
 * ```ts
 * import { emptySeries, exploreFleet } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const texts = new Map<string, string>();
 * const series = ["a", "b"].map((stationId) => ({ ...emptySeries(), stationId }));
 * await exploreFleet(series, [], 2, (stationId, text) => Promise.resolve(void texts.set(stationId, text)));
 * assert.deepEqual([...texts.keys()].sort(), ["a", "b"]);
 * ```
 */
export async function exploreFleet(
  all: readonly HourlySeries[],
  stations: StationFiles,
  workers: number,
  onExplored: OnExplored,
  silverDigest: string | null = null,
): Promise<void> {
  const waiting = all[Symbol.iterator]();
  const crew = Array.from({ length: Math.min(workers, all.length) }, async () => {
    using worker = openWorker();
    for (const series of waiting) {
      await onExplored(series.stationId, await worker.explore({ series, stations, silverDigest }));
    }
  });
  await Promise.all(crew);
}

function openWorker() {
  const worker = new Worker(new URL("./fleet_entry.ts", import.meta.url), { type: "module", name: "exploration" });
  return {
    explore: (request: FleetRequest): Promise<string> => {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      worker.onmessage = ({ data }: MessageEvent<string>) => resolve(data);
      worker.onerror = (event) => {
        event.preventDefault();
        const what = `Cannot explore station ${request.series.stationId} as the Worker has ended: ${event.message}`;
        reject(new PipelineError("internal", what));
      };
      worker.postMessage(request);
      return promise;
    },
    [Symbol.dispose]: () => worker.terminate(),
  };
}
