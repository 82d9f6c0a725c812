import { basename, dirname, resolve } from "node:path";
import { connectKafka, recreateTopics } from "../../pipeline/broker/mod.ts";
import { defineCommand, positiveInteger, runTask, text } from "../../tasks/support/command.ts";
import { chooseCsv } from "../../tasks/support/dataset.ts";
import { REPLAY_OPTIONS } from "../../tasks/support/pipeline_options.ts";
import { count } from "../../tasks/support/progress_text.ts";
import { usingBroker } from "../support/kafka.ts";
import { measureConsumer } from "./consumer.ts";
import { describeMachine } from "./machine.ts";
import { measureProducer, writeLongCsv } from "./producer.ts";
import { type Figures, summarize, summaryTable } from "./summary.ts";
import { runScript } from "./task.ts";
import { measureWhole } from "./whole.ts";

const command = defineCommand({
  name: "bench",
  summary:
    "Measures the rules, consumer, producer and the whole job on a broker of its own. Figures are told, never judged.",
  options: {
    csv: REPLAY_OPTIONS.csv,
    rows: {
      flag: "rows",
      schema: positiveInteger("rows"),
      default: "200,000",
      placeholder: "ROWS",
      describe: "readings that the consumer and the producer are measured on",
    },
    runs: {
      flag: "runs",
      schema: positiveInteger("runs"),
      default: "3",
      placeholder: "RUNS",
      describe: "how often each measurement is made",
    },
    json: {
      flag: "json",
      schema: text(),
      default: "reports/bench.json",
      placeholder: "FILE",
      describe: "gets every figure of every run, and the machine",
    },
  },
  examples: ["bench", "bench --rows 1,000,000 --runs 5"],
});

await runTask(command, async ({ csv, rows, runs, json }, { log, signal, stdout }) => {
  const path = resolve(await chooseCsv(csv, log));
  const folder = await Deno.makeTempDir({ prefix: "bench-" });
  const measured = new Map<string, Figures[]>();
  const measure = async (name: string, work: () => Promise<Figures>) => {
    log.info(`measuring ${name}`);
    measured.set(name, [...measured.get(name) ?? [], await work()]);
  };
  try {
    log.info("starting a broker");
    await usingBroker(async ({ address }) => {
      const kafka = connectKafka({ brokers: [address] });
      const rawTopic = "bench.raw";
      log.info("loading the raw topic", { rows });
      await recreateTopics(kafka, [rawTopic]);
      await runScript("load.ts", [address, rawTopic, path, String(rows)], signal);
      const longCsv = await writeLongCsv(path, rows, folder);
      // In turn, so that a slow minute of the machine does not fall on one measurement alone.
      for (let run = 0; run < runs; run++) {
        const consumer = { kafka, address, rawTopic, rows, folder, signal };
        await measure(`consumer, ${count(rows)} rows`, () => measureConsumer({ ...consumer, forward: true }));
        await measure(
          `consumer --no-forward, ${count(rows)} rows`,
          () => measureConsumer({ ...consumer, forward: false }),
        );
        await measure(
          `producer --speedup max, ${count(rows)} readings`,
          () => measureProducer({ kafka, address, csv: longCsv, rows, folder, signal }),
        );
      }
    });
    for (let run = 0; run < runs; run++) {
      await measure(`rules, ${basename(path)}`, async () => JSON.parse(await runScript("rules.ts", [path], signal)));
      await measure(`pipeline --speedup max, ${basename(path)}`, () => measureWhole(path, folder, signal));
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  const summary = summarize(measured);
  const machine = await describeMachine();
  await Deno.mkdir(dirname(json), { recursive: true });
  await Deno.writeTextFile(json, JSON.stringify({ machine, rows, runs, summary }, null, 2) + "\n");
  stdout(summaryTable(summary));
  stdout(
    `\n${machine.cores} cores of ${machine.cpu}, ${machine.memoryGib} GiB, Deno ${machine.deno}; in full: ${json}`,
  );
  return 0;
});
