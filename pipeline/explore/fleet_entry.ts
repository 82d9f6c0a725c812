import { exploreStation } from "./explore.ts";
import type { FleetRequest } from "./fleet.ts";
import { exploreText } from "./json.ts";

/** The part of a Worker's global scope that is used here; Deno's types have that of the main thread. */
interface WorkerScope {
  onmessage: (event: MessageEvent<FleetRequest>) => void;
  postMessage(text: string): void;
}

const scope = globalThis as unknown as WorkerScope;
scope.onmessage = ({ data: { series, stations, silverDigest } }) =>
  scope.postMessage(exploreText(exploreStation(series, stations, silverDigest).numbers));
