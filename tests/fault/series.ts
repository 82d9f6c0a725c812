import { FaultBroker } from "./broker.ts";
import { Disk } from "./disk.ts";
import { FAULT_KINDS, type FaultKind } from "./faults.ts";
import { type Plan, planRun } from "./plan.ts";
import { carryOut, isBad, makeWorld, type Outcome, removeWorld } from "./run.ts";
import { FaultStore } from "./store.ts";

/** The kinds of store that a lake may be in. */
export type LakeKind = "files" | "object";

/** Which runs to do, and how. */
export interface SeriesOptions {
  readonly seed: number;
  /** Number of the first run, and how many there are. */
  readonly from: number;
  readonly runs: number;
  /** So many runs side by side, each with a broker of its own. */
  readonly jobs: number;
  readonly kinds: readonly FaultKind[];
  /** With messages of others among the readings, and a dead topic of a stranger beside them. */
  readonly foreign: boolean;
  /** Where the lakes are: in folders, or in an object store for each job. */
  readonly store: LakeKind;
  /** Folder of the code whose consumers run. */
  readonly root: string;
  /** Asked before each run. */
  goesOn(): boolean;
  onRun(run: Run): void;
}

/** A run that has ended. Its world is kept in `folder` where something is wrong. */
export interface Run extends Outcome {
  readonly number: number;
  readonly plan: Plan;
  readonly seconds: number;
  readonly folder: string;
}

/** Does the runs of a series. Each depends on its number and the seed alone, so that it can be done again by itself. */
export async function runSeries(options: SeriesOptions): Promise<void> {
  const { seed, from, runs, jobs, kinds, foreign, root, goesOn, onRun } = options;
  let next = from;
  await Promise.all(Array.from({ length: Math.min(jobs, runs) }, async () => {
    const broker = foreign ? await FaultBroker.openBesideDead() : await FaultBroker.open();
    let store: FaultStore | null = null;
    try {
      if (options.store === "object") store = await FaultStore.open();
      while (next < from + runs && goesOn()) {
        const number = next++;
        const plan = planRun(seed, number, kinds, foreign);
        const world = await makeWorld(broker, store, foreign);
        const startMs = performance.now();
        const outcome = await carryOut(plan, broker, world, root);
        const seconds = (performance.now() - startMs) / 1000;
        if (!isBad(outcome)) await removeWorld(world);
        onRun({ ...outcome, number, plan, seconds, folder: world.folder });
      }
    } finally {
      await store?.close();
      await broker.close();
    }
  }));
}

/** The kinds of faults that this machine lets us do to a lake: a disk of one's own takes root. */
export async function possibleKinds(store: LakeKind): Promise<FaultKind[]> {
  const all = Object.keys(FAULT_KINDS) as FaultKind[];
  if (store === "object") return all.filter((kind) => !kind.startsWith("disk"));
  const folder = await Deno.makeTempDir();
  const disk = await Disk.mount(folder);
  await disk?.unmount();
  await Deno.remove(folder);
  return all.filter((kind) => !kind.startsWith("store") && (disk !== null || !kind.startsWith("disk")));
}
