/**
 * Fills a raw topic, as `deno run load.ts ADDRESS TOPIC CSV ROWS STATIONS PARTITIONS`: see `readings.ts`. More rows of as many stations are
 * later hours. A process of its own: see `task.ts` on memory.
 */
import { connectKafka, createPublisher, type OutgoingMessage } from "../../pipeline/broker/mod.ts";
import { networkReadings, readHours } from "./readings.ts";

const BATCH = 20_000;

const [address, topic, csv, ...numbers] = Deno.args as [string, string, string, ...string[]];
const [rows, stations, partitions] = numbers.map(Number) as [number, number, number];
const publisher = await createPublisher(connectKafka({ brokers: [address] }), topic, partitions);
let batch: OutgoingMessage[] = [];
for await (const { station, reading } of networkReadings(readHours(csv), { rows, stations })) {
  batch.push({ key: reading.station_id, value: JSON.stringify(reading), partition: station % partitions });
  if (batch.length < BATCH) continue;
  await publisher.publish(batch);
  batch = [];
}
await publisher.publish(batch);
await publisher.close();
