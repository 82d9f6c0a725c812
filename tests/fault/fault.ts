/** Runs the pipeline under random faults, again and again, and looks each time whether every reading is there exactly once. */
import { fileURLToPath } from "node:url";
import { z } from "zod";
import {
  defineCommand,
  nonNegativeInteger,
  positiveInteger,
  positiveNumber,
  runTask,
  text,
} from "../../tasks/cli/command.ts";
import { makeBroken, VARIANTS } from "./broken.ts";
import { forecastPlanText, type ForecastRun, runForecastSeries } from "./forecast_series.ts";
import { type MachinesRun, runManyMachines } from "./many_machines.ts";
import { machinesPlanText } from "./many_machines_plan.ts";
import { planText } from "./plan.ts";
import { isBad } from "./run.ts";
import { type LakeKind, possibleKinds, type Run, runSeries } from "./series.ts";

const number = (flag: string, value: string, placeholder: string, describe: string) => ({
  flag,
  schema: positiveInteger(flag),
  default: value,
  placeholder,
  describe,
});

const command = defineCommand({
  name: "fault",
  summary:
    "Kills, stops and cuts off the pipeline at random, and checks after each run that every reading is there exactly once.",
  options: {
    runs: number("runs", "20", "N", "how many runs"),
    from: number("from", "1", "K", "number of the first run"),
    jobs: number("jobs", "3", "J", "runs side by side, each with a broker of its own"),
    seed: {
      flag: "seed",
      schema: nonNegativeInteger("seed"),
      default: "1",
      placeholder: "S",
      describe: "seed of the series",
    },
    minutes: {
      flag: "minutes",
      schema: positiveNumber("minutes").optional(),
      placeholder: "M",
      describe: "start no run after this many minutes",
    },
    broken: {
      flag: "broken",
      schema: z.enum(Object.keys(VARIANTS) as [string, ...string[]]).optional(),
      placeholder: "VARIANT",
      describe: `remove one safeguard of the sink, and run until a run notices: ${Object.keys(VARIANTS).join(", ")}`,
    },
    forecasts: {
      flag: "forecasts",
      schema: z.boolean(),
      boolean: true,
      describe: "kill forecasters instead of consumers, one run after the other",
      excludes: ["broken"],
    },
    foreign: {
      flag: "foreign",
      schema: z.boolean(),
      boolean: true,
      describe:
        "add messages of a foreign producer: other codecs, sizes and timestamps, batches that unpack to hundreds of megabytes, transactions, missing parts; and a topic on a dead broker",
      excludes: ["forecasts", "machines"],
    },
    store: {
      flag: "store",
      schema: z.enum(["files", "object"] satisfies LakeKind[]),
      default: "files",
      placeholder: "KIND",
      describe:
        "where the lakes are: in files, or an object store for each job (weed on the PATH), which faults also hit",
      excludes: ["forecasts", "machines"],
    },
    machines: {
      flag: "machines",
      schema: z.boolean(),
      boolean: true,
      describe: "three brokers, an object store and four consumers that share nothing else, one run after the other",
      excludes: ["broken", "forecasts"],
    },
    json: { flag: "json", schema: text().optional(), placeholder: "FILE", describe: "gets one line of JSON a run" },
  },
  examples: [
    "fault --runs 50 --seed 7",
    "fault --seed 7 --from 31 --runs 1",
    "fault --store object --runs 50",
    "fault --foreign --runs 100",
    "fault --broken metadata-ignored --runs 50",
    "fault --forecasts --runs 50",
    "fault --machines --runs 3",
  ],
});

await runTask(command, async ({ minutes, broken, json, forecasts, machines, ...options }, { signal, stdout }) => {
  if (forecasts) {
    return await oneByOne<ForecastRun>(
      (of) => runForecastSeries({ ...options, ...of }),
      "--forecasts",
      ({ plan, kills, rows, alarms }) => `${forecastPlanText(plan)}; ${kills} killed, ${rows} rows, ${alarms} alarms`,
    );
  }
  if (machines) {
    return await oneByOne<MachinesRun>(
      (of) => runManyMachines({ ...options, ...of }),
      "--machines",
      ({ plan, messages, rows, starts, commits }) =>
        `${
          machinesPlanText(plan)
        }; ${messages} messages, ${rows} rows, ${commits} commits, ${starts} consumer processes`,
    );
  }
  const ownRoot = fileURLToPath(new URL("../..", import.meta.url));
  const root = broken === undefined ? ownRoot : await makeBroken(ownRoot, VARIANTS[broken]!.edits);
  const kinds = await possibleKinds(options.store);
  if (options.store === "files" && !kinds.includes("disk full")) {
    stdout("skipped: disk full and disk read-only, as this user may not mount");
  }
  const endMs = performance.now() + (minutes ?? Infinity) * 60_000;
  const done: Run[] = [];
  const failed = () => done.filter(isBad).length;
  // A broken sink is noticed by what it does to the data, not by a process that ends with an error.
  const isNoticed = () => broken !== undefined && done.some(({ differences }) => differences.length > 0);
  try {
    await runSeries({
      ...options,
      kinds,
      root,
      goesOn: () => !signal.aborted && performance.now() < endMs && !isNoticed(),
      onRun(run) {
        done.push(run);
        stdout(runText(run, options));
        if (json === undefined) return;
        Deno.writeTextFileSync(json, JSON.stringify({ series: options.seed, broken, ...run }) + "\n", { append: true });
      },
    });
  } finally {
    if (root !== ownRoot) await Deno.remove(root, { recursive: true });
  }
  stdout(`${done.length} runs, ${failed()} failed; ${faultCounts(done)}`);
  return failed() === 0 ? 0 : 1;

  /** Does the runs of a series one after the other, and says how each went. */
  async function oneByOne<R extends SeriesRun>(
    series: (of: { goesOn(): boolean; onRun(run: R): void }) => Promise<void>,
    flag: string,
    textOf: (run: R) => string,
  ): Promise<number> {
    const endMs = performance.now() + (minutes ?? Infinity) * 60_000;
    let runs = 0, failed = 0;
    await series({
      goesOn: () => !signal.aborted && performance.now() < endMs,
      onRun(run) {
        const { number, seconds, wrong, folder } = run, isWrong = wrong.length > 0;
        runs++;
        if (isWrong) failed++;
        const line = `${seconds.toFixed(1).padStart(5)} s  ${flag} --seed ${options.seed} --from ${number} --runs 1`;
        const kept = isWrong && folder !== undefined ? [`kept in ${folder}`] : [];
        stdout([`${isWrong ? "FAIL" : "ok  "} ${line}  ${textOf(run)}`, ...kept, ...firstOf(wrong)].join("\n     "));
        if (json !== undefined) Deno.writeTextFileSync(json, JSON.stringify(run) + "\n", { append: true });
      },
    });
    stdout(`${runs} runs, ${failed} failed`);
    return failed === 0 ? 0 : 1;
  }
});

/** What all series say of a run. */
interface SeriesRun {
  readonly number: number;
  readonly seconds: number;
  readonly wrong: readonly string[];
  /** Has what explains a bad run. */
  readonly folder?: string;
}

function runText(
  run: Run,
  { seed, store, foreign }: { readonly seed: number; readonly store: LakeKind; readonly foreign: boolean },
): string {
  const { seconds, number, plan, folder, peakMib, foreignMessages, unknownSends } = run;
  const flags = [
    ...(store === "files" ? [] : [`--store ${store}`]),
    ...(foreign ? ["--foreign"] : []),
    `--seed ${seed} --from ${number} --runs 1`,
  ].join(" ");
  const messages = foreign ? `${foreignMessages} foreign messages, ${unknownSends} unknown sends, ` : "";
  const line = `${seconds.toFixed(1).padStart(5)} s  ${flags}  ${planText(plan)}; ${messages}at most ${peakMib} MiB`;
  const wrong = [...run.failures, ...run.differences];
  if (wrong.length === 0) return `ok   ${line}`;
  return [`FAIL ${line}`, `kept in ${folder}`, ...firstOf(wrong)].join("\n     ");
}

function firstOf(wrong: readonly string[]): string[] {
  return [...wrong.slice(0, 10), ...(wrong.length > 10 ? [`and ${wrong.length - 10} more`] : [])];
}

function faultCounts(runs: readonly Run[]): string {
  const all = runs.flatMap(({ plan }) => [...plan.faults, ...plan.foreign]).map(({ kind }) => kind);
  const kinds = Object.entries(Object.groupBy(all, (kind) => kind));
  return kinds.toSorted(([, a], [, b]) => b!.length - a!.length)
    .map(([kind, faults]) => `${faults!.length} ${kind}`).join(", ");
}
