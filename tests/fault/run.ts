import { connectKafka, createTopics, readCommitted } from "../../pipeline/broker/mod.ts";
import { withAdmin } from "../../pipeline/broker/offsets.ts";
import type { CompactStep } from "../../pipeline/lake/mod.ts";
import { proveRun } from "../../pipeline/sink/mod.ts";
import "./stable_offsets.ts";
import type { FaultBroker } from "./broker.ts";
import type { CompactorOrder } from "./compactor.ts";
import { compact, KILLED } from "./compactor_process.ts";
import { copyFolder } from "./copy_folder.ts";
import { Disk } from "./disk.ts";
import { FAULT_KINDS, type Scene } from "./faults.ts";
import type { ConsumerOrder } from "./consumer.ts";
import { type Foreign, FOREIGN_KINDS, NARROW } from "./foreign.ts";
import { consumeToEnd, Fleet, type FleetOptions, type Member } from "./fleet.ts";
import { type LakeSpec, openSpec } from "./lake_spec.ts";
import { differences, fileReader, followLog, observe, otherFates, type World } from "./oracle.ts";
import type { Plan } from "./plan.ts";
import { fileSource, messageSource } from "./producer_process.ts";
import type { FaultStore } from "./store.ts";
import { type Foreseen, Stranger } from "./stranger.ts";
import type { Trap } from "./trap.ts";

const PARTITIONS = 3;
/** After so long without a commit, a fault that waits for one happens all the same. */
const STILL_MS = 1_500;
/** Errors with which a consumer may end while faults happen: it is started again, and nothing is lost. */
const EXCUSED = ["broker_unreachable", "fenced"];
/** Besides, where the disk is full or read-only. */
const EXCUSED_BY_DISK = ["no_permission"];
let worlds = 0;

/** How a run went. */
export interface Outcome {
  /** What is lost, doubled or changed, in words; empty where all is as it must be. */
  readonly differences: readonly string[];
  /** Processes that ended with an error that no fault excuses. */
  readonly failures: readonly string[];
  readonly rawMessages: number;
  /** Messages of strangers among them, and sends of theirs that the broker has not acknowledged: nobody knows what arrived. */
  readonly foreignMessages: number;
  readonly unknownSends: number;
  /** Consumer processes that were started. */
  readonly consumers: number;
  /** The most memory that one of them had at once, in 2²⁰ bytes. */
  readonly peakMib: number;
}

/** More memory than this is a fault of a consumer. */
const MAX_MIB = 600;

export const isBad = ({ differences, failures }: Pick<Outcome, "differences" | "failures">): boolean =>
  differences.length + failures.length > 0;

/** Topics, a group and a folder that no other run has. */
export interface RunWorld extends World {
  readonly groupId: string;
  readonly folder: string;
  /** Where the lake is for those who write to it. */
  readonly lake: LakeSpec;
  /** Has the lake; null where that is a folder. */
  readonly store: FaultStore | null;
}

/**
 * @param store gets the lake; null for a folder
 * @param withForeign the raw topic takes any timestamp, and that of dead letters little
 */
export async function makeWorld(broker: FaultBroker, store: FaultStore | null, withForeign = false): Promise<RunWorld> {
  const kafka = connectKafka({ brokers: [broker.proxy.address] });
  const groupId = `f${Deno.pid}x${++worlds}`;
  const [raw, clean, dead] = [`${groupId}.raw`, `${groupId}.clean`, `${groupId}.dead`];
  const anyTime = { "message.timestamp.after.max.ms": "9223372036854775807" };
  const narrow = {
    "max.message.bytes": String(NARROW.maxBytes),
    "message.timestamp.after.max.ms": String(NARROW.afterMs),
  };
  const [wideRaw, narrowDead] = [{ name: raw, config: anyTime }, { name: dead, config: narrow }];
  await createTopics(kafka, withForeign ? [wideRaw, clean, narrowDead] : [raw, clean, dead], PARTITIONS);
  const folder = await Deno.makeTempDir({ prefix: `fault-${groupId}-` });
  const lakeDir = `${folder}/lake`, lake = store?.lakeOf(groupId, `${folder}/cache`) ?? lakeDir;
  return { kafka, groupId, raw, clean, dead, folder, lakeDir, lake, store };
}

export async function removeWorld({ kafka, raw, clean, dead, folder }: RunWorld): Promise<void> {
  await withAdmin(kafka, "delete the run's topics", (admin) => admin.deleteTopics({ topics: [raw, clean, dead] }));
  await Deno.remove(folder, { recursive: true });
}

/** Carries a plan out and looks at what is left. `root` is the folder of the code whose consumers run. */
export async function carryOut(plan: Plan, broker: FaultBroker, world: RunWorld, root: string): Promise<Outcome> {
  await Deno.mkdir(world.lakeDir);
  const needsDisk = plan.faults.some(({ kind }) => kind.startsWith("disk"));
  const disk = needsDisk ? await Disk.mount(world.lakeDir) : null;
  const { address } = broker.proxy;
  const fleetOptions: FleetOptions = { root, address, lake: world.lake, options: consumeOptions(plan, world) };
  const fleet = new Fleet(fleetOptions);
  const failures: string[] = [];
  const order = { ...plan, address, topic: world.raw, lakeDir: world.lakeDir, partitions: PARTITIONS };
  const poll = pollReaders(world);
  const stranger = new Stranger(world.kafka, world.raw);
  const source = plan.source === "files" ? await fileSource(world.folder, order) : messageSource(world.folder, order);
  try {
    for (let n = 0; n < plan.consumers; n++) fleet.start();
    const compactNow = async (trap: Trap<CompactStep> | null) => {
      const { code, stderr } = await compact(root, compactorOrder(address, world, trap));
      if (code !== 0 && code !== KILLED) failures.push(`a compaction ended with status ${code}: ${stderr}`);
    };
    const foreign = sendForeign(plan, stranger, fleet);
    foreign.catch(() => {}); // reported where it is waited for
    await makeTrouble(plan, {
      fleet,
      broker,
      disk,
      store: world.store,
      sessionMs: plan.sessionMs,
      killProducer: () => source.kill(),
      compact: compactNow,
    });
    await Promise.all([source.finished, foreign]);
    await fleet.close(plan.farewell);
    const last = await consumeToEnd(fleetOptions);
    // What a dead compaction left half-done is for the next one to end.
    if (plan.faults.some(({ kind }) => kind.startsWith("compact"))) await compactNow(null);
    const members = [...fleet.members, last];
    const excused = needsDisk ? [...EXCUSED, ...EXCUSED_BY_DISK] : EXCUSED;
    failures.push(...members.flatMap((member) => endFailures(member, member === last, excused)));
    const early = await poll.end();
    const { foreseen, unknown: unknownSends } = stranger;
    const foreignMessages = foreseen.filter(({ fate }) => fate !== "absent").length;
    const { rawMessages, differences } = await judgeWorld(world, foreseen);
    differences.push(...early);
    const sent = Math.floor(plan.rows / plan.stations) * plan.stations;
    if (plan.source === "files" && unknownSends === 0 && rawMessages !== sent + foreignMessages) {
      differences.push(
        `the raw topic holds ${rawMessages} messages, the files ${sent} readings, and strangers sent ${foreignMessages}`,
      );
    }
    const foreignCounts = { foreignMessages, unknownSends };
    const outcome = { differences, failures, rawMessages, ...foreignCounts, ...of(members) };
    if (isBad(outcome)) await keep(world, members);
    return outcome;
  } catch (error) {
    await keep(world, fleet.members);
    const what = error instanceof Error ? error.stack ?? error.message : String(error);
    const counts = { rawMessages: 0, foreignMessages: 0, unknownSends: stranger.unknown };
    return { differences: [], failures: [...failures, what], ...counts, ...of(fleet.members) };
  } finally {
    await poll.end();
    await source.close();
    await fleet.close("SIGKILL");
    await disk?.unmount();
  }
}

const of = (members: readonly Member[]) => ({
  consumers: members.length,
  peakMib: Math.max(0, ...members.map(({ peakMib }) => peakMib)),
});

/**
 * What the oracle and the proof of the pipeline itself say of a world that stands still.
 *
 * @param foreseen what must have become of messages by those who sent them
 */
export async function judgeWorld(
  world: RunWorld,
  foreseen: readonly Foreseen[] = [],
): Promise<{ rawMessages: number; differences: string[] }> {
  await world.store?.copyTo(world.lakeDir, world.groupId, `${world.folder}/cache`);
  const observed = await observe(world);
  const { checks } = await proveRun(world.kafka, {
    lake: openSpec(world.lake),
    groupId: world.groupId,
    rawTopic: world.raw,
    cleanTopic: world.clean,
    deadLetterTopic: world.dead,
    fileLines: null,
  });
  const broken = checks.filter(({ holds }) => !holds).map(({ law, detail }) => `prove: ${law}: ${detail}`);
  return {
    rawMessages: observed.raw.length,
    differences: [...differences(observed), ...otherFates(observed, foreseen), ...broken],
  };
}

export const compactorOrder = (
  address: string,
  { lake, groupId, raw }: RunWorld,
  trap: Trap<CompactStep> | null,
): CompactorOrder => ({ address, lake, groupId, topic: raw, trap });

export function consumeOptions(
  { batchRows, flushMs, sessionMs, foreign = [] }:
    & Pick<Plan, "batchRows" | "flushMs" | "sessionMs">
    & Partial<Pick<Plan, "foreign">>,
  { raw, clean, dead, groupId }: RunWorld,
): ConsumerOrder["options"] {
  const forwardTo = (topic: string) => ({ topic, partitions: PARTITIONS });
  const limits = foreign.length === 0 ? {} : { limits: { ...NARROW, beforeMs: Number.MAX_SAFE_INTEGER } };
  return {
    groupId,
    topic: raw,
    forward: { clean: forwardTo(clean), deadLetters: { ...forwardTo(dead), ...limits } },
    limits: { rows: batchRows, bytes: 1_000_000, ageMs: flushMs },
    untilEnd: false,
    sessionTimeoutMs: sessionMs,
    outageTimeoutMs: 20_000,
  };
}

const POLL_MS = 500;

/**
 * Reads what the tables list all the time, as a reader of the lake does. They must never list more rows than the group has committed, which
 * is asked after them: each raw offset is one row, and no offset is ever moved back here.
 */
function pollReaders({ kafka, groupId, raw, lakeDir, folder, store }: RunWorld): { end(): Promise<string[]> } {
  const found: string[] = [];
  let isOver = false;
  const read = store?.readerOf(groupId, `${folder}/cache`) ?? fileReader(lakeDir);
  const logs = ["silver", "rejected"].map((table) => followLog(read, table));
  const polling = (async () => {
    while (!isOver) {
      const tables = await Promise.all(logs.map((read) => read()));
      const rows = tables.flat().reduce((sum, file) => sum + file.rows, 0);
      // While the broker is away nobody knows.
      const offsets = await readCommitted(kafka, groupId, raw).catch(() => null);
      const committed = offsets === null
        ? Infinity
        : [...offsets.values()].reduce<number>((sum, at) => sum + (at ?? 0), 0);
      if (rows > committed) found.push(`a reader saw ${rows} rows, but ${committed} were committed`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  })();
  return {
    async end() {
      isOver = true;
      await polling;
      return found;
    },
  };
}

/** Lets the plan's faults happen, one after the other as far as the rows are, and waits until their effects are over. */
async function makeTrouble(plan: Plan, scene: Omit<Scene, "over">): Promise<void> {
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  const effects: Promise<void>[] = [];
  for (const fault of plan.faults) {
    await untilCommitted(fault.atShare * plan.rows, scene.fleet);
    const kind = FAULT_KINDS[fault.kind];
    const effect = Promise.resolve(kind.inject(fault, { ...scene, over }));
    effect.catch(() => {}); // told below; meanwhile it must not count as unhandled
    effects.push(effect);
    if (kind.alone) await effect;
  }
  await untilCommitted(plan.rows, scene.fleet);
  end();
  await Promise.all(effects);
}

/** Sends what is foreign, one after the other as far as the rows are. */
async function sendForeign({ foreign, rows }: Plan, stranger: Stranger, fleet: Fleet): Promise<void> {
  const sends: Promise<void>[] = [];
  for (const [index, each] of foreign.entries()) {
    await untilCommitted(each.atShare * rows, fleet);
    sends.push(sendAgain(each, stranger, `stranger-${index}`));
    sends.at(-1)!.catch(() => {}); // reported by all of them
  }
  await Promise.all(sends);
}

/** Sends again where the broker or a connection was lost: as another station, as nobody knows whether the first ones arrived. */
async function sendAgain(foreign: Foreign, stranger: Stranger, name: string): Promise<void> {
  for (let attempt = 1;; attempt++) {
    try {
      return await FOREIGN_KINDS[foreign.kind].send(foreign, stranger, `${name}-${attempt}`);
    } catch (error) {
      if (attempt === MAX_SENDS) throw error;
      stranger.unknown++;
      await new Promise((resolve) => setTimeout(resolve, RESEND_MS));
    }
  }
}

const MAX_SENDS = 30, RESEND_MS = 500;

async function untilCommitted(rows: number, fleet: Fleet): Promise<void> {
  let last = -1, sinceMs = 0;
  while (fleet.committedRows < rows) {
    if (fleet.committedRows !== last) [last, sinceMs] = [fleet.committedRows, performance.now()];
    if (performance.now() - sinceMs > STILL_MS) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function endFailures(
  { clientId, failure, code, peakMib }: Member,
  isLast: boolean,
  excused: readonly string[],
): string[] {
  const much = peakMib > MAX_MIB ? [`${clientId} took ${peakMib} MiB of memory: expected ${MAX_MIB} or less`] : [];
  if (failure !== null && (isLast || !excused.includes(failure.code))) {
    return [...much, `${clientId} failed: ${failure.failed}`];
  }
  return isLast && code !== 0 ? [...much, `${clientId} did not come to the end`] : much;
}

/** Keeps what explains a bad run: what its consumers said, and its lake, which may lie on a disk that goes. */
async function keep({ folder, lakeDir }: RunWorld, members: readonly Member[]): Promise<void> {
  await copyFolder(lakeDir, `${folder}/lake-kept`);
  for (const { clientId, log } of members) {
    await Deno.writeTextFile(`${folder}/${clientId}.jsonl`, log.map((word) => JSON.stringify(word) + "\n").join(""));
  }
}
