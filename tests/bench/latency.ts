import { readTopic, TOPIC_DEFAULTS } from "../../pipeline/broker/mod.ts";
import type { BenchBroker } from "./bench_broker.ts";
import type { Bench } from "./bench_setting.ts";
import { commitLatencies, type Sent, watchCommits } from "./commits.ts";
import { requireProven } from "./proven.ts";
import { quantile } from "./quantile.ts";
import { REPLAY_RATE } from "./replay.ts";
import type { Figures } from "./summary.ts";
import { measureTask } from "./task.ts";
import { together } from "./together.ts";

const TAKEN_OVER = "took partition over";

/**
 * A replay of the data set at 1,000 readings a second with a consumer beside it that flushes every second: from the timestamp of each raw
 * message to the moment at which the cluster tells that its offset is committed. Its row is on disk by then, as files come before offsets.
 */
export async function measureLatency({ csv, hours, folder, signal }: Bench, broker: BenchBroker): Promise<Figures> {
  const { kafka, address } = broker;
  const group = `bench-${crypto.randomUUID()}`, lakeDir = `${folder}/lake`;
  const [rawTopic, clean, dead] = [
    await broker.emptyTopic("live"),
    await broker.emptyTopic("clean"),
    await broker.emptyTopic("dlq"),
  ];
  const lake = ["--bootstrap", address, "--out-dir", lakeDir];
  const flags = [...lake, "--group-id", group];

  const { promise: ready, resolve: beReady } = Promise.withResolvers<void>();
  const committed = new AbortController();
  let takenOver = 0;
  const consume = async (signal: AbortSignal) => {
    const topics = ["--in-topic", rawTopic, "--out-topic", clean, "--dlq-topic", dead];
    const onLine = (text: string) => {
      if (text.includes(TAKEN_OVER) && ++takenOver === TOPIC_DEFAULTS.partitions) beReady();
    };
    const end = ["--flush-interval", "1s", "--max-messages", String(hours)];
    try {
      await measureTask(["consume", ...flags, ...topics, ...end], { cwd: folder, signal, onLine });
    } finally {
      beReady();
      committed.abort();
    }
  };
  const produce = async (signal: AbortSignal) => {
    await ready; // else the consumer's start would count
    const pace = ["--rate", String(REPLAY_RATE)];
    await measureTask(["produce", ...lake, "--topic", rawTopic, "--csv", csv, ...pace], { cwd: folder, signal });
  };
  const watch = async () => {
    await ready;
    return await watchCommits(kafka, group, rawTopic, committed.signal);
  };
  const [, , seen] = await together(signal, [consume, produce, watch]);
  await requireProven({ folder, flags, rawTopic, forward: { clean, dead }, rows: hours, signal });
  await Deno.remove(lakeDir, { recursive: true });

  const sent: Sent[] = [];
  await readTopic(kafka, rawTopic, (messages) => void sent.push(...messages));
  const latencies = commitLatencies(sent, seen);
  return {
    "latency p50 ms": quantile(latencies, 0.5),
    "latency p99 ms": quantile(latencies, 0.99),
    "latency max ms": quantile(latencies, 1),
  };
}
