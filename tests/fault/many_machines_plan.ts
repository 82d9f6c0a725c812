import { seededRandom } from "../../pipeline/stats/random.ts";

/** What may happen to a fleet of machines. One fault at a time: of three brokers two are always up. */
export const MACHINE_FAULTS = [
  "kill consumer",
  "freeze consumer",
  "kill leader",
  "cut broker",
  "kill store",
  "cut from store",
] as const;

/** A fault of a plan. */
export interface MachineFault {
  readonly kind: typeof MACHINE_FAULTS[number];
  /** Happens when this share of the rows is committed, or nothing has moved for a while. */
  readonly atShare: number;
  /** Which consumer, partition or broker, modulo how many there are. */
  readonly number: number;
  /** How long what is gone stays away. */
  readonly ms: number;
}

/** All that is decided of a run before it starts. */
export interface MachinesPlan {
  readonly seed: number;
  readonly rows: number;
  readonly stations: number;
  readonly rowsPerSecond: number;
  readonly batchRows: number;
  readonly flushMs: number;
  readonly faults: readonly MachineFault[];
}

/** The plan of run number `run` of a series: the same for the same seed. Every kind of fault comes once, in some order, and two more. */
export function planMachines(seriesSeed: number, run: number): MachinesPlan {
  const seed = (Math.imul(seriesSeed, 0x9e3779b1) + Math.imul(run, 0x85ebca6b)) | 0;
  const { uniform } = seededRandom(seed);
  const between = (low: number, high: number) => low + Math.floor(uniform() * (high - low + 1));
  const plan = {
    seed,
    rows: between(1_500, 3_000),
    stations: between(6, 12),
    rowsPerSecond: between(40, 80),
    batchRows: [20, 50, 100][between(0, 2)]!,
    flushMs: [300, 1_000][between(0, 1)]!,
  };
  const left = [...MACHINE_FAULTS];
  const once = MACHINE_FAULTS.map(() => left.splice(between(0, left.length - 1), 1)[0]!);
  const kinds = [...once, ...[0, 1].map(() => MACHINE_FAULTS[between(0, MACHINE_FAULTS.length - 1)]!)];
  const faults = kinds.map((kind, at) => ({
    kind,
    atShare: (at + uniform()) / (kinds.length + 1),
    number: between(0, 99),
    ms: between(500, 6_000),
  }));
  return { ...plan, faults };
}

/** A plan as one line. */
export function machinesPlanText({ rows, stations, rowsPerSecond, batchRows, flushMs, faults }: MachinesPlan): string {
  const events = faults.map(({ kind, atShare, ms }) => `at ${Math.round(atShare * 100)}% ${kind} for ${ms} ms`);
  return `${rows} rows of ${stations} stations at ${rowsPerSecond}/s, ${batchRows} rows or ${flushMs} ms a rotation; ` +
    events.join("; ");
}
