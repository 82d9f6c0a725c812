import { readTopic } from "../../pipeline/broker/mod.ts";
import type { RunFacts } from "../../pipeline/facts/mod.ts";
import type { BenchBroker } from "./bench_broker.ts";
import type { Bench } from "./bench_setting.ts";
import { requireSent } from "./producer.ts";
import { quantile } from "./quantile.ts";
import type { Figures } from "./summary.ts";
import { measureTask, textOf } from "./task.ts";

/** Readings a second. */
export const REPLAY_RATE = 1_000;

/** A replay of the data set at 1,000 readings a second, against its plan. */
export async function measureReplay({ csv, hours, folder, signal }: Bench, broker: BenchBroker): Promise<Figures> {
  const topic = await broker.emptyTopic("replayed");
  const lakeDir = `${folder}/facts`;
  const flags = ["--bootstrap", broker.address, "--topic", topic, "--csv", csv, "--out-dir", lakeDir, "--json"];
  const run = await measureTask(["produce", ...flags, "--rate", String(REPLAY_RATE)], { cwd: folder, signal });
  await Deno.remove(lakeDir, { recursive: true });

  const { seconds, produced }: RunFacts = JSON.parse(textOf(run));
  await requireSent(broker, topic, produced, hours);
  const sentMs: number[] = [];
  // One station is one partition: what comes is in the order of the file.
  await readTopic(broker.kafka, topic, (messages) => void sentMs.push(...messages.map((each) => each.timestampMs)));
  const late = lateness(sentMs, REPLAY_RATE);
  return {
    "lateness p50 ms": quantile(late, 0.5),
    "lateness p99 ms": quantile(late, 0.99),
    "lateness max ms": quantile(late, 1),
    "% longer than planned": 100 * (seconds / ((produced - 1) / REPLAY_RATE) - 1),
  };
}

/**
 * How late each message was sent, in milliseconds: its timestamp against its turn. The plan begins with the message that was the earliest
 * for its turn, as nothing outside of the producer knows when it meant to begin.
 */
export function lateness(sentMs: readonly number[], rate: number): number[] {
  const offsets = sentMs.map((ms, turn) => ms - turn * 1_000 / rate);
  const earliest = offsets.reduce((least, each) => Math.min(least, each), Infinity);
  return offsets.map((each) => each - earliest);
}
