import type { Bounds, CommittedOffset, Transactor } from "../broker/mod.ts";
import { PipelineError } from "../common/mod.ts";
import {
  appIdOf,
  claimEpoch,
  ensureTables,
  type Lake,
  NO_MANIFEST,
  reachOf,
  settle,
  type TableWriter,
} from "../lake/mod.ts";
import type { Stage } from "./stage.ts";
import type { OnSinkStep } from "./step.ts";

/** What taking a partition over needs of the broker. */
export interface PartitionBroker {
  openTransactor(): Promise<Transactor>;
  committedOffset(): Promise<CommittedOffset | null>;
  bounds(): Promise<Bounds>;
}

/** A partition of the input topic and the lake that its rows go to. */
export interface PartitionHome {
  readonly lake: Lake;
  /** The group, and the topic that it reads. */
  readonly writer: TableWriter;
  readonly partition: number;
}

/** A partition that was taken over: what its owner goes on with. */
export interface Ownership<Memory> {
  readonly epoch: number;
  readonly transactor: Transactor;
  /** What the stage knows of the messages before. */
  readonly memory: Memory;
  /** The first offset to read. */
  readonly resumeOffset: number;
  /** The metadata to commit with an offset before which no row was added. */
  readonly metadata: string;
  /** By table the offset after the last one that it was given. */
  readonly reaches: ReadonlyMap<string, number>;
  /** The offset after the last one that was in the lake already and has been taken out, to be read again; null where none was. */
  readonly readAgainTo: number | null;
}

/**
 * Takes a partition over from whoever had it, dead or alive. The order is what makes it safe:
 *
 * 1. Fence the former owner, which also ends its open transaction.
 * 2. Create the tables that are not there, which refuses those of another group; claim an epoch in the lake, one above the highest, by a
 *    file that nobody else has created.
 * 3. Commit a transaction that changes nothing. If that is fenced, someone newer owns the partition: stop. Else the order of epochs is
 *    the order of ownership.
 * 4. Read the committed offset, and the manifest's name that was committed with it. Before 1 it could miss the former owner's last commit.
 * 5. Settle: publish that manifest where the tables lack it, and take out what lies behind an offset that was moved back. See
 *    {@linkcode settle}.
 * 6. Restore the memory of the stage from the tables.
 *
 * @throws {PipelineError} `fenced`, `lake_mismatch`, `topic_mismatch`, `broker_unreachable`, `store_unreachable`, `no_permission`
 */
export async function takeOver<Memory>(
  broker: PartitionBroker,
  home: PartitionHome,
  stage: Pick<Stage<Memory, object>, "tables" | "restore">,
  onStep?: OnSinkStep,
): Promise<Ownership<Memory>> {
  const { lake, writer, partition } = home, { store, logOf } = lake, { groupId, topic } = writer, { tables } = stage;
  onStep?.("fence");
  const transactor = await broker.openTransactor();
  try {
    onStep?.("claim");
    await ensureTables(logOf, tables, writer);
    const epoch = await claimEpoch(store, topic, partition);
    const confirm = () => transactor.commit({ sends: [] });
    onStep?.("confirm");
    await confirm();
    onStep?.("read offset");
    const found = await broker.committedOffset();
    const bounds = await broker.bounds();
    const resumeOffset = found?.offset ?? bounds.low;
    requireSameTopic(home, resumeOffset, bounds);
    onStep?.("settle");
    const at = { committed: found?.offset ?? null, metadata: found?.metadata ?? "" };
    const readAgainTo = await settle(store, tables, logOf, { groupId, topic, partition, epoch, ...at, confirm });
    // From here on a missing offset means that the group's offsets are gone; and one without metadata, that another program has set it.
    const metadata = at.metadata === "" ? NO_MANIFEST : at.metadata;
    if (found === null) await transactor.commit({ sends: [], nextOffset: resumeOffset, metadata });
    onStep?.("restore");
    const memory = await stage.restore({ lake, topic, partition, nextOffset: resumeOffset });
    const appId = appIdOf(groupId, topic, partition);
    const reaches = await Promise.all(
      tables.map(async ({ name }) => [name, reachOf(await logOf(name).snapshot(), appId)] as const),
    );
    return { epoch, transactor, memory, resumeOffset, metadata, reaches: new Map(reaches), readAgainTo };
  } catch (error) {
    await transactor.close();
    throw error;
  }
}

/** An offset that does not fit the topic is of another life of it: what lies in the lake would be mixed with other messages. */
function requireSameTopic(
  { lake, writer: { topic }, partition }: PartitionHome,
  offset: number,
  { low, high }: Bounds,
): void {
  const fault = offset > high
    ? `the group's offset is ${offset}, but the topic ends at ${high}`
    : offset < low
    ? `the messages from offset ${offset} to ${low - 1} are no longer kept`
    : null;
  if (fault === null) return;
  throw new PipelineError(
    "topic_mismatch",
    `Cannot take over ${topic}-${partition} as ${fault}: the topic or the group's offsets were deleted or created again`,
    {
      hint:
        `start with another lake than ${lake.store.location} and another --group-id, or from a clean slate: deno task pipeline`,
    },
  );
}
