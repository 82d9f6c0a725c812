import { fileURLToPath } from "node:url";
import { connectKafka, createTopics, readTopic } from "../../pipeline/broker/mod.ts";
import { withAdmin } from "../../pipeline/broker/offsets.ts";
import { proveForecastRun } from "../../pipeline/infer/mod.ts";
import type { SinkStep } from "../../pipeline/sink/mod.ts";
import { SAMPLE } from "../../pipeline/source/mod.ts";
import { seededRandom } from "../../pipeline/stats/mod.ts";
import { runTask } from "../support/task.ts";
import { usingWorld, type World } from "../support/world.ts";
import { FaultBroker } from "./broker.ts";
import { copyFolder } from "./copy_folder.ts";
import type { ForecasterOrder } from "./forecaster.ts";
import type { Trap } from "./trap.ts";
import { lakeScript } from "../support/process.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const READINGS = 2_400;
const PARTITIONS = 3;
/** A process that springs no trap is killed after this time; the last one may take longer. */
const LIFE_MS = 30_000, LAST_MS = 180_000;

/** The steps at which forecasters die; those of a rotation weigh more, as they come more often. */
const OF_ROTATION = ["begin", "send", "offsets", "commit", "publish", "published"] as const;
const STEPS: readonly SinkStep[] = [
  ...(["fence", "claim", "confirm", "read offset", "settle", "restore", "resume"] as const),
  ...(["buffer", "write", "manifest"] as const),
  ...OF_ROTATION,
  ...OF_ROTATION,
];

/** What is decided of a run before it starts. */
export interface ForecastPlan {
  readonly batchRows: number;
  readonly traps: readonly Trap<SinkStep>[];
}

/** The plan of run number `run` of a series: the same for the same seed. */
export function planForecastRun(seed: number, run: number): ForecastPlan {
  const { uniform } = seededRandom((Math.imul(seed, 0x9e3779b1) + Math.imul(run, 0x85ebca6b)) | 0);
  const between = (low: number, high: number) => low + Math.floor(uniform() * (high - low + 1));
  return {
    batchRows: [40, 90, 200][between(0, 2)]!,
    traps: Array.from({ length: between(1, 3) }, (): Trap<SinkStep> => {
      const step = STEPS[between(0, STEPS.length - 1)]!;
      return { step, pass: step === "buffer" ? between(1, 700) : between(1, 9), signal: "KILL" };
    }),
  };
}

/** A plan as one line. */
export const forecastPlanText = ({ batchRows, traps }: ForecastPlan): string =>
  `${batchRows} readings a rotation; ${
    traps.map(({ step, pass }) => `killed before "${step}" number ${pass}`).join(", ")
  }`;

/** How a run of a forecaster went. */
export interface ForecastRun {
  readonly number: number;
  readonly plan: ForecastPlan;
  readonly seconds: number;
  /** How many of the processes died at their step; the others came to the end before. */
  readonly kills: number;
  readonly rows: number;
  readonly alarms: number;
  /** Laws that do not hold, rows or bytes that differ from an undisturbed run's, and processes that failed. */
  readonly wrong: readonly string[];
}

/** Which runs to do. */
export interface ForecastSeriesOptions {
  readonly seed: number;
  readonly from: number;
  readonly runs: number;
  goesOn(): boolean;
  onRun(run: ForecastRun): void;
}

/**
 * Kills forecasters at random steps, again and again, lets the last one come to the end, and compares with the proof and with the digests
 * of a forecaster that nobody has disturbed. One broker, one set of clean messages and models; topics, group and lake are a run's own.
 */
export async function runForecastSeries({ seed, from, runs, goesOn, onRun }: ForecastSeriesOptions): Promise<void> {
  const broker = await FaultBroker.open();
  try {
    const { address } = broker.proxy;
    await usingWorld(address, async (world) => {
      await prepare(address, world);
      const undisturbed = await carryOut(address, world, { batchRows: 500, traps: [] }, "undisturbed");
      if (undisturbed.wrong.length > 0) throw new Error(undisturbed.wrong.join("; "));
      for (let number = from; number < from + runs && goesOn(); number++) {
        const plan = planForecastRun(seed, number), startMs = performance.now();
        const { wrong, digests, ...outcome } = await carryOut(address, world, plan, `run-${number}`);
        if (digests !== undisturbed.digests) wrong.push(`other bytes: ${digests}, undisturbed ${undisturbed.digests}`);
        if (outcome.alarms !== undisturbed.alarms) {
          wrong.push(`${outcome.alarms} alarms, undisturbed ${undisturbed.alarms}`);
        }
        onRun({ ...outcome, number, plan, wrong, seconds: (performance.now() - startMs) / 1000 });
      }
    });
  } finally {
    await broker.close();
  }
}

async function prepare(address: string, { cwd, raw, group, consume }: World): Promise<void> {
  const csv = fileURLToPath(new URL(`../../data/sample/${SAMPLE.name}`, import.meta.url));
  const bootstrap = ["--bootstrap", address];
  for (
    const args of [
      ["produce", ...bootstrap, "--topic", raw, "--csv", csv, "--speedup", "max", "--limit", String(READINGS)],
      [...consume, "--until-end"],
      ["compact", ...bootstrap, "--raw-topic", raw, "--group-id", group],
      ["train", "--models", "persistence,ridge", "--targets", "co_gt,no2_gt", "--cut", "2004-05-31T23:00"],
    ]
  ) {
    const { code, stdout, stderr } = await runTask(cwd, args);
    if (code !== 0) throw new Error(`${args.join(" ")}\n${stdout}\n${stderr}`);
  }
}

async function carryOut(address: string, world: World, plan: ForecastPlan, name: string) {
  const kafka = connectKafka({ brokers: [address] });
  const lakeDir = `${world.cwd}/${name}`, own = `${world.group}.${name}`;
  const topics = { forecastTopic: `${own}.f`, stateTopic: `${own}.s`, alarmTopic: `${own}.a` };
  const states = { name: topics.stateTopic, config: { "cleanup.policy": "compact" } };
  await createTopics(kafka, [topics.forecastTopic, states, topics.alarmTopic], PARTITIONS);
  for (const table of ["silver", "models"]) await copyFolder(`${world.cwd}/data/${table}`, `${lakeDir}/${table}`);
  const options: ForecasterOrder["options"] = {
    ...topics,
    groupId: own,
    topic: world.clean,
    limits: { rows: plan.batchRows, bytes: 1_000_000, ageMs: 150 },
    untilEnd: true,
    sessionTimeoutMs: 1_000,
    outageTimeoutMs: 20_000,
  };
  const wrong: string[] = [];
  let kills = 0;
  for (const trap of [...plan.traps, null]) {
    const { killed, failure } = await forecast({ address, lakeDir, options, trap }, trap === null ? LAST_MS : LIFE_MS);
    if (killed) kills++;
    else if (failure !== null) wrong.push(failure);
  }
  const proof = await proveForecastRun(kafka, { lake: lakeDir, outDir: lakeDir, cleanTopic: world.clean, ...topics });
  if (proof === null) wrong.push("there is no forecast");
  for (const { law, holds, detail } of proof?.checks ?? []) if (!holds) wrong.push(`${law}: ${detail}`);
  let alarms = 0;
  await readTopic(kafka, topics.alarmTopic, (messages) => void (alarms += messages.length));
  await withAdmin(kafka, "delete the run's topics", (admin) => admin.deleteTopics({ topics: Object.values(topics) }));
  if (wrong.length === 0) await Deno.remove(lakeDir, { recursive: true });
  return { wrong, kills, alarms, rows: proof?.checks[0]?.left ?? 0, digests: JSON.stringify(proof?.digests) };
}

async function forecast(order: ForecasterOrder, lifeMs: number): Promise<{ killed: boolean; failure: string | null }> {
  const child = new Deno.Command("deno", {
    args: lakeScript(`${ROOT}/tests/fault/forecaster.ts`, order),
    stdin: "piped",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), lifeMs);
  const [{ code, signal }, stderr] = await Promise.all([child.status, new Response(child.stderr).text()]);
  clearTimeout(timer);
  if (signal === "SIGKILL" && order.trap !== null) return { killed: true, failure: null };
  return {
    killed: false,
    failure: code === 0 ? null : `a forecaster ended with ${signal ?? code}: ${stderr.slice(0, 500)}`,
  };
}
