/**
 * Fills a raw topic, as `deno run load.ts ADDRESS TOPIC CSV ROWS`: the hours of a CSV in order, each once for every station. More rows
 * are more stations over the same dates, as a growing network gives. A process of its own: see `task.ts` on memory.
 */
import { connectKafka, createPublisher, type OutgoingMessage, TOPIC_DEFAULTS } from "../../pipeline/broker/mod.ts";
import type { RawReading } from "../../pipeline/reading/mod.ts";
import { detectDialect, readRows } from "../../pipeline/source/mod.ts";

const BATCH = 20_000;

const [address, topic, csv, rowsText] = Deno.args as [string, string, string, string];
const hours = await readHours(csv);
const publisher = await createPublisher(connectKafka({ brokers: [address] }), topic, TOPIC_DEFAULTS.partitions);
let batch: OutgoingMessage[] = [];
for (const message of messages(hours, Number(rowsText))) {
  batch.push(message);
  if (batch.length < BATCH) continue;
  await publisher.publish(batch);
  batch = [];
}
await publisher.publish(batch);
await publisher.close();

async function readHours(path: string): Promise<RawReading[]> {
  const hours: RawReading[] = [];
  for await (const { rows } of readRows(path, await detectDialect(path), "")) {
    for (const row of rows) if (row.kind === "reading" && row.epochMs !== null) hours.push(row.message);
  }
  return hours;
}

function* messages(hours: readonly RawReading[], rows: number): Generator<OutgoingMessage> {
  const stations = Array.from(
    { length: Math.ceil(rows / hours.length) },
    (_, number) => `station-${String(number).padStart(4, "0")}`,
  );
  let left = rows;
  for (const hour of hours) {
    for (const station of stations.slice(0, left)) {
      yield { key: station, value: JSON.stringify({ ...hour, station_id: station }) };
      left--;
    }
  }
}
