import { connectKafka, type Kafka, recreateTopics } from "../../pipeline/broker/mod.ts";
import { usingBroker } from "../support/kafka.ts";
import type { Bench, Setting } from "./bench_setting.ts";
import { runScript } from "./task.ts";

/** The broker that a bench measures on. */
export interface BenchBroker {
  kafka: Kafka;
  address: string;
  /** Makes a topic anew and empty. @returns its name */
  emptyTopic(kind: string): Promise<string>;
  /** A topic that holds the readings of a setting, each in the one of the partitions that is its station's turn; filled once. */
  rawTopic(setting: Setting): Promise<string>;
}

/** Runs `work` with a broker of its own. */
export async function usingBenchBroker(
  { csv, signal, log }: Bench,
  work: (broker: BenchBroker) => Promise<void>,
): Promise<void> {
  log.info("starting a broker");
  await usingBroker(async ({ address }) => {
    const kafka = connectKafka({ brokers: [address] });
    const loaded = new Set<string>();
    await work({
      kafka,
      address,
      async emptyTopic(kind) {
        const topic = `bench.${kind}`;
        await recreateTopics(kafka, [topic], []);
        return topic;
      },
      async rawTopic({ rows, stations, partitions }) {
        const topic = `bench.raw.${rows}.${stations}.${partitions}`;
        if (loaded.has(topic)) return topic;
        log.info("loading a raw topic", { rows, stations, partitions });
        await recreateTopics(kafka, [topic], [], partitions);
        await runScript("load.ts", [address, topic, csv, ...[rows, stations, partitions].map(String)], signal);
        loaded.add(topic);
        return topic;
      },
    });
  });
}
