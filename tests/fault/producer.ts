/**
 * A producer as a process of its own: sends a run's messages from one on, at a pace, and prints how many the broker has acknowledged.
 * It remembers nothing: started again from an earlier message it sends copies, as any producer without a memory does.
 */
import { connectKafka, createPublisher } from "../../pipeline/broker/mod.ts";
import { readingMessages } from "./readings.ts";

/** What the process is told by its only argument. */
export interface ProducerOrder {
  /** "host:port" of each broker, with commas between. */
  readonly address: string;
  readonly topic: string;
  readonly partitions: number;
  readonly seed: number;
  readonly rows: number;
  readonly stations: number;
  /** Number of the first message to send. */
  readonly from: number;
  /** 0 is as fast as it can. */
  readonly rowsPerSecond: number;
}

const STEP_MS = 20;

if (import.meta.main) {
  const order: ProducerOrder = JSON.parse(Deno.args[0]!);
  const messages = readingMessages(order.seed, order.rows, order.stations);
  const publisher = await createPublisher(
    connectKafka({ brokers: order.address.split(",") }),
    order.topic,
    order.partitions,
  );
  const step = order.rowsPerSecond === 0 ? 200 : Math.max(1, Math.round(order.rowsPerSecond * STEP_MS / 1000));
  for (let at = order.from; at < messages.length; at += step) {
    await publisher.publish(messages.slice(at, at + step));
    console.log(Math.min(at + step, messages.length));
    if (order.rowsPerSecond > 0) await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
  await publisher.close();
  Deno.exit(0);
}
