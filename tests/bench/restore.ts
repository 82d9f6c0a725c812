/**
 * Restores what a forecaster knows of its stations, as at a takeover: `deno run restore.ts ADDRESS STATES CLEAN LAKE STATIONS`. Prints what
 * it found as JSON. A process of its own, so that its peak is known.
 */
import { connectKafka, readBounds } from "../../pipeline/broker/mod.ts";
import { loadServed, restoreMemory } from "../../pipeline/infer/mod.ts";
import { memoryInTopics } from "../../pipeline/infer/run.ts";

const [address, states, clean, lakeDir, count] = Deno.args as [string, string, string, string, string];
const kafka = connectKafka({ brokers: [address] });
const models = await loadServed({ lakeDir, champion: "ridge", challengers: [] });
const { high } = (await readBounds(kafka, clean)).get(0)!;
const startMs = performance.now();
const memory = await restoreMemory(memoryInTopics(kafka, clean, states), { models, watch: null }, 0, high);
const restoreSeconds = (performance.now() - startMs) / 1000;
const whole = [...memory.stations.values()].filter(({ nextOffset }) => nextOffset > high - Number(count)).length;
console.log(JSON.stringify({ restoreSeconds, stations: memory.stations.size, whole }));
