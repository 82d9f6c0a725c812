import { connectKafka, createTopics, deadLetterTopic, type Kafka } from "../../pipeline/broker/mod.ts";
import { usingFolder } from "./lake.ts";

/** Topics, group and folder of one test on a broker that others use too. */
export interface World {
  kafka: Kafka;
  cwd: string;
  group: string;
  raw: string;
  clean: string;
  dead: string;
  /** The task `consume` from and to these, by this group. */
  consume: string[];
}

/** Runs `work` in a world of its own; its folder is removed whatever happens. */
export function usingWorld(address: string, work: (world: World) => Promise<void>): Promise<void> {
  return usingFolder(async (cwd) => {
    const kafka = connectKafka({ brokers: [address] });
    const group = `t${crypto.randomUUID().slice(0, 8)}`;
    const raw = `${group}.raw`, clean = `${group}.clean`, dead = `${group}.dead`;
    await createTopics(kafka, [raw, clean, deadLetterTopic(dead)]);
    const topics = ["--in-topic", raw, "--out-topic", clean, "--dlq-topic", dead];
    const consume = ["consume", "--bootstrap", address, ...topics, "--group-id", group];
    await work({ kafka, cwd, group, raw, clean, dead, consume });
  });
}
