import type { Bounds, Transactor } from "../broker/mod.ts";
import { PipelineError } from "../common/mod.ts";
import {
  claimPartition,
  cutCompacted,
  foldedRanges,
  type LakeOwner,
  lakeRefusal,
  type Listing,
  listLake,
  type Part,
  planSweep,
  removeFiles,
  type SweepPlan,
  withLake,
} from "../lake/mod.ts";
import type { Stage } from "./stage.ts";

/** What taking a partition over needs of the broker. */
export interface PartitionBroker {
  openTransactor(): Promise<Transactor>;
  committedOffset(): Promise<number | null>;
  bounds(): Promise<Bounds>;
}

/** A partition of the input topic and the lake that its rows go to. */
export interface PartitionHome {
  readonly lakeDir: string;
  readonly topic: string;
  readonly partition: number;
  readonly owner: LakeOwner;
}

/** A partition that was taken over: what its owner goes on with. */
export interface Ownership<Memory> {
  readonly epoch: number;
  readonly transactor: Transactor;
  /** What the stage knows of the messages before. */
  readonly memory: Memory;
  /** The first offset to read. */
  readonly resumeOffset: number;
  /** The offset after the last one that was in the lake already and has been taken out, to be read again; null where none was. */
  readonly readAgainTo: number | null;
}

/**
 * Takes a partition over from whoever had it, dead or alive. The order is what makes it safe:
 *
 * 1. Fence the former owner, which also ends its open transaction.
 * 2. Claim an epoch in the lake, one above the highest.
 * 3. Commit a transaction that changes nothing. If that is fenced, someone newer owns the partition: stop. Else the order of epochs is
 *    the order of ownership.
 * 4. Read the committed offset. Before 1 it could miss the former owner's last commit, and rows would come twice.
 * 5. Sweep what former owners left: see {@linkcode planSweep}. Where reading goes back behind the committed offset, that is committed
 *    first: after a crash in the sweep nobody would know any more that the rows from there on are gone.
 * 6. Restore the memory of the stage from what is left.
 *
 * @throws {PipelineError} `fenced`, `lake_mismatch`, `lake_busy`, `topic_mismatch`, `broker_unreachable`
 */
export async function takeOver<Memory>(
  broker: PartitionBroker,
  home: PartitionHome,
  stage: Pick<Stage<Memory, object>, "version" | "restore">,
): Promise<Ownership<Memory>> {
  const transactor = await broker.openTransactor();
  try {
    const { lakeDir, partition } = home;
    const epoch = await claimPartition(lakeDir, partition, home.owner, stage.version);
    await transactor.commit({ sends: [] });
    const committed = await broker.committedOffset();
    const bounds = await broker.bounds();
    return await withLake(lakeDir, async (listing) => {
      const plan = await sweep(listing, home, { epoch, transactor, committed, bounds });
      // The parts as they were found: of what a fenced owner renames from now on nothing counts, and its readings are yet to come.
      const removed = new Set<Part>(plan.remove);
      const left = { ...await listLake(lakeDir), parts: listing.parts.filter((part) => !removed.has(part)) };
      const nextOffset = plan.resumeOffset;
      const memory = await stage.restore({ lakeDir, listing: left, topic: home.topic, partition, nextOffset });
      const ends = [...plan.remove, ...plan.cut].map(({ lastOffset }) => lastOffset + 1);
      const readAgainTo = ends.length === 0 ? null : ends.reduce((last, end) => Math.max(last, end));
      return { epoch, transactor, memory, resumeOffset: plan.resumeOffset, readAgainTo };
    });
  } catch (error) {
    await transactor.close();
    throw lakeRefusal(home.lakeDir, error);
  }
}

async function sweep(
  listing: Listing,
  home: PartitionHome,
  { epoch, transactor, committed, bounds }: {
    epoch: number;
    transactor: Transactor;
    committed: number | null;
    bounds: Bounds;
  },
): Promise<SweepPlan> {
  const { lakeDir, topic, partition } = home;
  const own = (part: Part) => part.topic === topic && part.partition === partition;
  const parts = listing.parts.filter(own), folded = foldedRanges(listing, topic, partition);
  const committedOffset = committed ?? bounds.low;
  // Those of higher epochs are newer than the offset that was read: someone has overtaken us, and the next commit will say so.
  const former = [...parts, ...folded].filter((range) => range.epoch < epoch);
  requireSameLog(home, former.length, committed, bounds);

  const plan = planSweep(parts, folded, { epoch, committedOffset });
  if (plan.resumeOffset < bounds.low) {
    throw gone(home, `the messages from offset ${plan.resumeOffset} to ${bounds.low - 1} are no longer kept`);
  }
  // Also where none is committed: from here on a missing offset means that the group's offsets are gone.
  if (plan.resumeOffset !== committed) await transactor.commit({ sends: [], nextOffset: plan.resumeOffset });
  const temporary = listing.temporary.filter((part) => own(part) && part.epoch < epoch);
  await removeFiles(lakeDir, [...plan.remove, ...temporary].map((part) => part.path));
  const cut = new Set(plan.cut);
  await cutCompacted(lakeDir, listing.compacted, (range) => cut.has(range) ? plan.resumeOffset : Infinity);
  return plan;
}

/** Offsets that do not fit the log, or are missing where parts are, are of another life of the topic: sweeping by them would destroy rows. */
function requireSameLog(home: PartitionHome, parts: number, committed: number | null, bounds: Bounds): void {
  if (committed === null && parts > 0) {
    throw gone(home, `the lake holds ${parts} parts of it, but group ${home.owner.groupId} has no offset for it`);
  }
  if (committed !== null && committed > bounds.high) {
    throw gone(home, `the group's offset is ${committed}, but the topic ends at ${bounds.high}`);
  }
}

function gone({ topic, partition, lakeDir }: PartitionHome, what: string): PipelineError {
  return new PipelineError(
    "topic_mismatch",
    `Cannot take over ${topic}-${partition} as ${what}: the topic or the group's offsets were deleted or created again`,
    {
      hint:
        `start with another --out-dir than ${lakeDir} and another --group-id, or from a clean slate: deno task pipeline`,
    },
  );
}
