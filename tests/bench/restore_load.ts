/**
 * Fills the topics that `restore.ts` reads, as `deno run restore_load.ts ADDRESS STATES CLEAN LAKE STATIONS`: for each station a state after
 * a week of readings and up to a day more, and a day of clean messages, so that half of these have to be taken again. The readings are
 * those of the lake's station. Prints the bytes of a state as JSON. A process of its own: see `task.ts` on memory.
 */
import {
  connectKafka,
  createPublisher,
  type IncomingMessage,
  type OutgoingMessage,
} from "../../pipeline/broker/mod.ts";
import { hourAt } from "../../pipeline/forecast/mod.ts";
import { forecastNext, initStation, loadServed, readClean } from "../../pipeline/infer/mod.ts";
import { encodeClean } from "../../pipeline/reading/mod.ts";
import { loadSeries } from "../../pipeline/series/load.ts";
import { openFiles } from "../../pipeline/lake/mod.ts";

const WEEK = 200, DAY = 24, BATCH = 500;

const [address, states, clean, lakeDir, count] = Deno.args as [string, string, string, string, string];
const stations = Number(count), kafka = connectKafka({ brokers: [address] });
const models = await loadServed({ lakeDir, champion: "ridge", challengers: [] }), serving = { models, watch: null };
const series = (await loadSeries(openFiles(lakeDir)))[0]!;

/** The clean message of an hour as a station sends it. */
const cleanText = (station: string, hour: number) =>
  encodeClean({
    station_id: station,
    ...hourAt(series, hour),
    ...{ qa_missing_fields: 0, qa_out_of_range_fields: 0, validation_notes: null, no2_status: null },
    ...{ row_validity: "valid", kafka_partition: 0, kafka_offset: hour, source_line: hour },
  });
/** Hour-major: every station's first hour of the day, then every station's second. */
const offsetOf = (station: number, hour: number) => (hour - WEEK) * stations + station;

async function send(topic: string, messages: Iterable<OutgoingMessage>): Promise<void> {
  const publisher = await createPublisher(kafka, topic, 1);
  let batch: OutgoingMessage[] = [];
  for (const message of messages) {
    if (batch.push(message) < BATCH) continue;
    await publisher.publish(batch);
    batch = [];
  }
  if (batch.length > 0) await publisher.publish(batch);
  await publisher.close();
}

// Of all stations with the same number of hours the state is the same but for offsets.
const stateAfter: string[] = [], state = initStation(serving, "station");
for (let hour = 0; hour < WEEK + DAY; hour++) {
  const value = new TextEncoder().encode(cleanText("station", hour));
  const message: IncomingMessage = { partition: 0, offset: hour, key: null, value, headers: {}, timestampMs: 0 };
  forecastNext(serving, state, readClean(message)!, message);
  if (hour >= WEEK) stateAfter.push(JSON.stringify(state));
}
const nameOf = (station: number) => `station-${String(station).padStart(5, "0")}`;
await send(states, {
  *[Symbol.iterator]() {
    for (let station = 0; station < stations; station++) {
      const hours = station % DAY, own = JSON.parse(stateAfter[hours]!);
      yield {
        key: nameOf(station),
        value: JSON.stringify({ ...own, nextOffset: offsetOf(station, WEEK + hours) + 1 }),
      };
    }
  },
});
await send(clean, {
  *[Symbol.iterator]() {
    for (let hour = WEEK; hour < WEEK + DAY; hour++) {
      for (let station = 0; station < stations; station++) {
        yield { key: nameOf(station), value: cleanText(nameOf(station), hour) };
      }
    }
  },
});
console.log(JSON.stringify({ stateBytes: stateAfter.at(-1)!.length }));
