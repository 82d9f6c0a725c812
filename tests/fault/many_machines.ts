import {
  connectKafka,
  createTopics,
  describeTopics,
  type Kafka,
  readBounds,
  readCommitted,
} from "../../pipeline/broker/mod.ts";
import { openObjectStore, type Store } from "../../pipeline/lake/mod.ts";
import { KEYS, type ObjectStoreServer, startObjectStore } from "../support/object_store.ts";
import { runTask } from "../support/task.ts";
import { FaultBroker } from "./broker.ts";
import { Machine } from "./machine.ts";
import { type MachineFault, type MachinesPlan, planMachines } from "./many_machines_plan.ts";
import { differences, observe } from "./oracle.ts";
import { messageSource } from "./producer_process.ts";

const BROKERS = 3, CONSUMERS = 4, PARTITIONS = 8;
/** Without a heartbeat for so long a consumer loses its partitions. */
const SESSION_MS = 6_000;
/** After so long without a commit, a fault that waits for one happens all the same. */
const STILL_MS = 8_000;
/** On a busy machine members may fall out of the group again and again: after this time one consumer alone does what is left. */
const END_MS = 90_000;
const IN_SYNC_MS = 240_000;

/** How a run went. Its folder is kept where something is wrong. */
export interface MachinesRun {
  readonly number: number;
  readonly plan: MachinesPlan;
  readonly seconds: number;
  /** Messages of the raw topic, and rows of both tables. */
  readonly messages: number;
  readonly rows: number;
  /** Processes of consumers that were started. */
  readonly starts: number;
  /** Commits of the two tables. */
  readonly commits: number;
  /** What is lost, doubled or changed, laws that do not hold, and processes that failed. */
  readonly wrong: readonly string[];
  readonly folder: string;
}

/** Which runs to do. */
export interface MachinesOptions {
  readonly seed: number;
  readonly from: number;
  readonly runs: number;
  goesOn(): boolean;
  onRun(run: MachinesRun): void;
}

/**
 * Lets four consumers with nothing in common but Kafka and an object store fill one lake, while consumers, leading brokers and the store are
 * killed and cut off, and lets a fifth machine prove what came of it. Three brokers, three copies of each message, two of them in sync.
 */
export async function runManyMachines({ seed, from, runs, goesOn, onRun }: MachinesOptions): Promise<void> {
  for (let number = from; number < from + runs && goesOn(); number++) {
    const plan = planMachines(seed, number), startMs = performance.now();
    const folder = await Deno.makeTempDir({ prefix: "many-machines-" });
    const outcome = await carryOut(plan, folder);
    if (outcome.wrong.length === 0) await Deno.remove(folder, { recursive: true });
    onRun({ ...outcome, number, plan, folder, seconds: (performance.now() - startMs) / 1000 });
  }
}

type Outcome = Omit<MachinesRun, "number" | "plan" | "folder" | "seconds">;

interface Scene {
  readonly kafka: Kafka;
  readonly raw: string;
  readonly brokers: readonly FaultBroker[];
  readonly machines: readonly Machine[];
  readonly server: ObjectStoreServer;
}

async function carryOut(plan: MachinesPlan, folder: string): Promise<Outcome> {
  await using left = new AsyncDisposableStack();
  const brokers = await FaultBroker.openCluster(BROKERS);
  for (const broker of brokers) left.defer(() => broker.close());
  const server = await startObjectStore();
  left.defer(() => server.close());
  const address = brokers.map(({ proxy }) => proxy.address).join(",");
  const kafka = connectKafka({ brokers: address.split(",") });
  const [raw, clean, dead] = ["many.raw", "many.clean", "many.dead"] as const, groupId = "many";
  await createTopics(kafka, [raw, clean, dead], PARTITIONS, { replicationFactor: 3, minInsync: 2 });

  const place = ["--bootstrap", address, "--dlq-topic", dead, "--group-id", groupId, "--lake", "s3://lake/many"];
  const rotation = ["--batch-size", String(plan.batchRows), "--flush-interval", `${plan.flushMs}ms`];
  const session = ["--session-timeout", `${SESSION_MS}ms`, "--outage-timeout", "30s"];
  const topics = ["--in-topic", raw, "--out-topic", clean];
  const task = ["consume", ...place, ...topics, ...rotation, ...session];
  const env = {
    AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
    DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`, // Deno's own, not ours
  };
  const machines = Array.from(
    { length: CONSUMERS },
    (_, at) => new Machine({ folder: `${folder}/machine-${at}`, storePort: server.port, env, task }),
  );
  const closeAll = () => Promise.all(machines.map((machine) => machine.close()));
  let isClosed = false;
  left.defer(async () => void (isClosed || await closeAll()));
  const { seed, rows, stations, rowsPerSecond } = plan;
  const source = messageSource(folder, {
    address,
    topic: raw,
    partitions: PARTITIONS,
    seed,
    rows,
    stations,
    rowsPerSecond,
  });
  left.defer(() => source.close());

  const scene: Scene = { kafka, raw, brokers, machines, server };
  for (const fault of plan.faults) {
    await untilCommitted(fault.atShare * rows, scene, groupId);
    await inject(fault, scene);
  }
  await source.finished;
  const wrong: string[] = [];
  await untilAtEnd(scene, groupId);
  isClosed = true;
  await closeAll();
  wrong.push(...machines.flatMap(({ failures }, at) => failures.map((failure) => `machine ${at}: ${failure}`)));

  const fifth = `${folder}/machine-5`;
  await Deno.mkdir(`${fifth}/home`, { recursive: true });
  const home = `${fifth}/home`;
  const fifthEnv = { ...env, HOME: home, XDG_CACHE_HOME: `${home}/.cache`, AWS_ENDPOINT_URL: server.endpoint };
  for (
    const args of [
      ["consume", ...place, ...topics, "--until-end", "--session-timeout", "30s"],
      ["prove", ...place, "--raw-topic", raw, "--clean-topic", clean],
    ]
  ) {
    const { code, stdout, stderr } = await runTask(fifth, args, fifthEnv);
    if (code !== 0) wrong.push(`${args[0]} ended with status ${code}: ${stdout}${stderr}`);
  }
  const store = openObjectStore({
    ...{ endpoint: server.endpoint, region: "us-east-1", bucket: "lake", prefix: "many", cacheDir: "", ...KEYS },
  });
  const lakeDir = `${folder}/copy`, keys = await copyLake(store, lakeDir);
  const observed = await observe({ kafka, raw, clean, dead, lakeDir });
  wrong.push(...differences(observed));
  return {
    wrong,
    messages: observed.raw.length,
    rows: observed.silver.length + observed.rejected.length,
    starts: machines.reduce((sum, { starts }) => sum + starts, 0),
    commits: keys.filter((key) => /_delta_log\/\d+\.json$/.test(key)).length,
  };
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Does it, and resolves when what was gone is back. */
async function inject({ kind, number, ms }: MachineFault, scene: Scene): Promise<void> {
  const { brokers, machines, server } = scene, machine = machines[number % machines.length]!;
  switch (kind) {
    case "kill consumer":
      await machine.signal("KILL");
      return await sleep(ms);
    case "freeze consumer":
      await machine.signal("STOP");
      await sleep(SESSION_MS + ms); // it wakes up as a zombie
      return await machine.signal("CONT");
    case "kill leader": {
      const leader = brokers[await leaderOf(scene, number) - 1]!;
      await leader.kill9();
      await sleep(ms);
      await leader.start();
      return await untilInSync(scene);
    }
    case "cut broker":
      return await away([brokers[number % brokers.length]!.proxy], () => sleep(ms));
    case "kill store":
      // A store that has just started does not hold conditions yet: nobody gets to it before it does.
      return await away(machines.map(({ proxy }) => proxy), async () => {
        await server.kill();
        await sleep(ms);
        await server.start();
      });
    case "cut from store":
      return await away([machine.proxy], () => sleep(ms));
  }
}

/** Nobody gets through the proxies meanwhile. */
async function away(proxies: readonly Machine["proxy"][], meanwhile: () => Promise<unknown>): Promise<void> {
  for (const proxy of proxies) {
    proxy.refuses = true;
    proxy.cut();
  }
  await meanwhile();
  for (const proxy of proxies) proxy.refuses = false;
}

async function leaderOf({ kafka, raw }: Scene, number: number): Promise<number> {
  const [topic] = await describeTopics(kafka, [raw]);
  return topic!.partitions[number % PARTITIONS]!.leader;
}

/** A second broker must not go before the first one has caught up: with two of three gone nothing can be written. */
async function untilInSync({ kafka, raw }: Scene): Promise<void> {
  const deadline = performance.now() + IN_SYNC_MS;
  while (performance.now() < deadline) {
    const [topic] = await describeTopics(kafka, [raw]).catch(() => []);
    if (topic?.partitions.every(({ replicas, inSync }) => inSync === replicas)) return;
    await sleep(200);
  }
  throw new Error("the brokers did not come back in sync");
}

/** Null while nobody knows. */
async function committedRows({ kafka, raw }: Scene, groupId: string): Promise<number | null> {
  const offsets = await readCommitted(kafka, groupId, raw).catch(() => null);
  return offsets === null ? null : [...offsets.values()].reduce<number>((sum, at) => sum + (at ?? 0), 0);
}

async function untilCommitted(rows: number, scene: Scene, groupId: string): Promise<void> {
  let last = -1, sinceMs = performance.now();
  for (;;) {
    const now = await committedRows(scene, groupId);
    if (now !== null && now >= rows) return;
    if (now !== null && now > last) [last, sinceMs] = [now, performance.now()];
    if (last > 0 && performance.now() - sinceMs > STILL_MS) return;
    await sleep(100);
  }
}

async function untilAtEnd(scene: Scene, groupId: string): Promise<void> {
  const deadline = performance.now() + END_MS;
  while (performance.now() < deadline) {
    const bounds = await readBounds(scene.kafka, scene.raw).catch(() => null);
    const end = bounds === null ? Infinity : [...bounds.values()].reduce((sum, { high }) => sum + high, 0);
    if (await committedRows(scene, groupId) === end) return;
    await sleep(200);
  }
}

async function copyLake(store: Store, folder: string): Promise<string[]> {
  const keys = await Array.fromAsync(store.list(""), ({ key }) => key);
  const left = keys.values();
  await Promise.all(Array.from({ length: 16 }, async () => {
    for (const key of left) {
      await Deno.mkdir(`${folder}/${key}`.replace(/\/[^/]+$/, ""), { recursive: true });
      await Deno.writeFile(`${folder}/${key}`, (await store.get(key))!);
    }
  }));
  return keys;
}
