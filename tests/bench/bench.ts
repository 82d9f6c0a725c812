import { basename, dirname, resolve } from "node:path";
import { defineCommand, positiveInteger, runTask, text } from "../../tasks/cli/command.ts";
import { chooseCsv } from "../../tasks/options/dataset.ts";
import { booleanFlag, REPLAY_OPTIONS } from "../../tasks/options/pipeline_options.ts";
import { usingBenchBroker } from "./bench_broker.ts";
import type { Bench } from "./bench_setting.ts";
import { readingLines } from "./long_csv.ts";
import { describeMachine } from "./machine.ts";
import { peersMissing } from "./peer.ts";
import { pythonMissing } from "./python.ts";
import { type BenchResult, readResult } from "./result.ts";
import { sparkMissing } from "./spark.ts";
import { type Measurement, measurementsOf, parseStages, type StageName, STAGES } from "./stages.ts";
import { type Figures, summarize, summaryTable } from "./summary.ts";
import { judgeTargets, targetTable } from "./targets.ts";
import { alignedText } from "./text.ts";

const command = defineCommand({
  name: "bench",
  summary:
    "Measures the pipeline on a broker of its own. Figures are printed and compared with the targets, never asserted.",
  positionals: [{
    name: "names",
    describe: `what is measured, with commas between, of ${Object.keys(STAGES).join(", ")}; without it all but ${
      Object.entries(STAGES).flatMap(([name, onlyByName]) => onlyByName ? [name] : []).join(", ")
    }`,
    optional: true,
  }],
  options: {
    csv: REPLAY_OPTIONS.csv,
    rows: {
      flag: "rows",
      schema: positiveInteger("rows"),
      default: "200,000",
      placeholder: "ROWS",
      describe: "readings that consumers and producers are measured on; flat takes ten times as many too",
    },
    stations: {
      flag: "stations",
      schema: positiveInteger("stations").optional(),
      placeholder: "STATIONS",
      describe: "stations of those readings; without it as few as that many readings need",
    },
    runs: {
      flag: "runs",
      schema: positiveInteger("runs"),
      default: "5",
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
    compare: {
      flag: "compare",
      schema: text(),
      default: "../shared/bench/compare.py",
      placeholder: "FILE",
      describe: "the script that python runs by the python3 on PATH; spark takes the job beside it, in peers/",
    },
    lake: {
      flag: "lake",
      schema: text().optional(),
      placeholder: "FOLDER",
      describe:
        "for models, explore, forecast and restore: a folder whose data/ is a lake of the data set, and gets the models; without it one is made",
    },
    plot: {
      flag: "plot",
      schema: text().optional(),
      placeholder: "FILES",
      repeats: true,
      describe: "measure nothing: draw the results in these JSON files, with commas between",
    },
    picture: {
      flag: "picture",
      schema: text(),
      default: "docs/pictures/performance.svg",
      placeholder: "FILE",
      describe: "gets the drawing of --plot",
    },
    smoke: { ...booleanFlag("smoke", "measure only the ratios that the tests check"), excludes: ["plot"] },
  },
  examples: [
    "bench",
    "bench consumer,limits --rows 1,000,000",
    "bench --plot reports/bench.json,reports/bench-10m.json",
  ],
});

await runTask(command, async (options, { log, signal, stdout }, [names]) => {
  if (options.plot !== undefined) {
    // Here and below: loaded only where it is needed, as a measured process inherits this one's peak.
    const { drawPerformance, pointsOf } = await import("./plot.ts");
    const points = pointsOf(await Promise.all(options.plot.split(",").map(readResult)));
    await writeFile(options.picture, await drawPerformance(points));
    stdout(options.picture);
    return 0;
  }
  if (options.smoke) return await smoke(stdout);

  const stages = parseStages(names);
  const chosen: StageName[] = [];
  for (const name of stages) {
    const missing = name === "python"
      ? await pythonMissing(options.compare)
      : name === "spark"
      ? await sparkMissing(options.compare)
      : name === "models" || name === "explore" || name === "forecast"
      ? await peersMissing(name)
      : null;
    if (missing === null) chosen.push(name);
    else log.warn(`${name} is skipped: ${missing}`);
  }
  if (chosen.length === 0) return 0;
  const csv = resolve(await chooseCsv(options.csv, log));
  const { rows, stations, runs, json } = options;
  const hours = (await readingLines(csv)).length;
  const folder = await Deno.makeTempDir({ prefix: "bench-" });
  const lake = options.lake === undefined ? undefined : resolve(options.lake);
  const bench: Bench = { csv, hours, rows, stations, folder, lake, signal, log };
  const measurements = measurementsOf(bench, chosen, resolve(options.compare));
  const measured = await measureAll(bench, measurements, runs).finally(() => Deno.remove(folder, { recursive: true }));

  const summary = summarize(measured);
  const settings = Object.fromEntries(measurements.flatMap(({ name, setting }) => setting ? [[name, setting]] : []));
  const machine = await describeMachine();
  const targets = judgeTargets(summary);
  const result: BenchResult = { machine, rows, runs, settings, summary, targets };
  await writeFile(json, JSON.stringify(result, null, 2) + "\n");
  stdout(summaryTable(summary));
  if (targets.length > 0) stdout(`\n${targetTable(targets)}`);
  stdout(
    `\n${
      basename(csv)
    }, ${machine.cores} cores of ${machine.cpu}, ${machine.memoryGib} GiB, Deno ${machine.deno}; in full: ${json}`,
  );
  return 0;
});

/** Makes each measurement in turn, again and again, so that a slow minute of the machine does not fall on one of them alone. */
async function measureAll(bench: Bench, all: readonly Measurement[], runs: number): Promise<Map<string, Figures[]>> {
  const measured = new Map<string, Figures[]>(all.map(({ name }) => [name, []]));
  const inTurn = async (some: readonly { name: string; measure: () => Promise<Figures> }[]) => {
    for (let run = 1; run <= runs; run++) {
      for (const { name, measure } of some) {
        bench.log.info(`measuring ${name}`, { run });
        measured.get(name)!.push(await measure());
      }
    }
  };
  const onBroker = all.flatMap((each) => "onBroker" in each ? [each] : []);
  if (onBroker.length > 0) {
    await usingBenchBroker(
      bench,
      (broker) => inTurn(onBroker.map(({ name, onBroker }) => ({ name, measure: () => onBroker(broker) }))),
    );
  }
  await inTurn(all.flatMap((each) => "alone" in each ? [{ name: each.name, measure: each.alone }] : []));
  return measured;
}

async function smoke(stdout: (text: string) => void): Promise<number> {
  const { smokeRatios } = await import("./smoke.ts");
  const ratios = (await smokeRatios()).map(({ what, limit, measure }) => ({ what, limit, times: measure() }));
  stdout(alignedText([
    ["ratio", "times", "limit"],
    ...ratios.map(({ what, limit, times }) => [what, times.toFixed(1), String(limit)]),
  ]));
  return ratios.every(({ limit, times }) => times < limit) ? 0 : 1;
}

async function writeFile(path: string, content: string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeTextFile(path, content);
}
