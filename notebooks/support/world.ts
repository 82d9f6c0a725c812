import { connectKafka, deadLetterTopic, type Kafka, recreateTopics } from "../../pipeline/broker/mod.ts";
import { ensureBroker } from "../../pipeline/local_kafka/mod.ts";
import { systemClock } from "../../pipeline/common/mod.ts";
import { clearLake } from "../../pipeline/lake/mod.ts";
import type { ProduceOptions } from "../../pipeline/source/mod.ts";
import { findDataset, notebookSettings, type Settings } from "./settings.ts";
import { showFacts } from "./table.ts";

/** A cluster with three empty topics, an empty lake and a data set. */
export interface World extends Settings {
  kafka: Kafka;
  csv: string;
}

/** Makes the world of a notebook anew and says what it found: whatever ran before, the notebook starts from nothing. */
export async function openWorld(number: string): Promise<World> {
  const settings = notebookSettings(number);
  const { path, notice } = await findDataset();
  const { address, startedByUs } = await ensureBroker(settings.broker);
  const kafka = connectKafka({ brokers: [address] });
  const { raw, clean, deadLetters } = settings.topics;
  await recreateTopics(kafka, [raw, clean, deadLetterTopic(deadLetters)], [settings.group, settings.forecasters]);
  await clearLake(settings.lakeDir);
  await showFacts("The world of this notebook", {
    "data set": path.slice(path.lastIndexOf("/") + 1),
    ...(notice === null ? {} : { notice }),
    broker: `${address}, ${startedByUs ? "started just now" : "was running"}`,
    topics: `${Object.values(settings.topics).join(", ")}: created again, empty`,
    lake: `data/${settings.lakeDir.slice(settings.lakeDir.lastIndexOf("/") + 1)}: empty`,
  });
  return { ...settings, kafka, csv: path };
}

/** What a replay into this world takes besides its pace and limit. */
export function replayOf({ kafka, topics, csv, stationId }: World): Omit<ProduceOptions, "pace"> {
  return {
    kafka,
    topic: topics.raw,
    path: csv,
    stationId,
    startedAt: new Date().toISOString(),
    clock: systemClock,
    signal: new AbortController().signal,
  };
}
