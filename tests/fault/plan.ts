import { seededRandom } from "../../pipeline/stats/random.ts";
import { type Fault, FAULT_KINDS, type FaultKind } from "./faults.ts";
import { type Foreign, FOREIGN_KINDS, type ForeignKind } from "./foreign.ts";

/** All that is decided of a run before it starts. */
export interface Plan {
  readonly seed: number;
  /** Messages by a producer without a memory, or a file for each station by `produce --resume`. */
  readonly source: "messages" | "files";
  readonly rows: number;
  readonly stations: number;
  /** 0 is as fast as it can. */
  readonly rowsPerSecond: number;
  readonly consumers: number;
  readonly batchRows: number;
  readonly flushMs: number;
  readonly sessionMs: number;
  readonly farewell: "SIGINT" | "SIGKILL";
  readonly faults: readonly Fault[];
  /** Messages of others among the readings; none but in a series that asks for them. */
  readonly foreign: readonly Foreign[];
}

/**
 * The plan of run number `run` of a series: the same for the same seed, whatever the other runs do.
 *
 * @param withForeign adds messages of others, and changes nothing else
 */
export function planRun(seriesSeed: number, run: number, kinds: readonly FaultKind[], withForeign = false): Plan {
  const seed = (Math.imul(seriesSeed, 0x9e3779b1) + Math.imul(run, 0x85ebca6b)) | 0;
  const { uniform } = seededRandom(seed);
  const between = (low: number, high: number) => low + Math.floor(uniform() * (high - low + 1));
  const one = <T>(choices: readonly T[]) => choices[between(0, choices.length - 1)]!;
  const source = one(["messages", "messages", "files"] as const);
  const plan = {
    seed,
    source,
    rows: between(300, 900),
    stations: source === "files" ? between(1, 3) : between(3, 9),
    rowsPerSecond: one([0, 300, 500, 800]),
    consumers: between(1, 4),
    batchRows: one([5, 10, 20, 40, 80]),
    flushMs: one([50, 150, 400]),
    sessionMs: one([800, 1_200, 1_600]),
    farewell: one(["SIGINT", "SIGINT", "SIGKILL"] as const),
  };
  const weighted = kinds.flatMap((kind) => new Array<FaultKind>(FAULT_KINDS[kind].weight).fill(kind));
  const faults = Array.from({ length: between(2, 6) }, (): Fault => ({
    kind: one(weighted),
    atShare: between(0, 90) / 100,
    number: between(0, 99),
    ms: between(50, 1_000),
    pass: between(1, 8),
  })).toSorted((a, b) => a.atShare - b.atShare);
  const foreign = Array.from({ length: withForeign ? between(6, 10) : 0 }, (): Foreign => ({
    kind: one(Object.keys(FOREIGN_KINDS) as ForeignKind[]),
    atShare: between(0, 90) / 100,
    number: between(0, 99),
    ms: between(50, 3_000),
  })).toSorted((a, b) => a.atShare - b.atShare);
  return { ...plan, faults, foreign };
}

/** A plan as one line. */
export function planText(plan: Plan): string {
  const { source, rows, stations, rowsPerSecond, consumers, batchRows, flushMs, sessionMs, farewell } = plan;
  const pace = rowsPerSecond === 0 ? "at once" : `at ${rowsPerSecond}/s`;
  const at = (share: number, what: string) => `at ${Math.round(share * 100)}% ${what}`;
  const faults = [
    ...plan.faults.map((fault) => at(fault.atShare, FAULT_KINDS[fault.kind].text(fault, plan))),
    ...plan.foreign.map((foreign) => at(foreign.atShare, FOREIGN_KINDS[foreign.kind].text(foreign))),
  ];
  return `${rows} rows of ${stations} stations as ${source} ${pace}, ${consumers} consumers, ${batchRows} rows or ${flushMs} ms a rotation, ` +
    `session ${sessionMs} ms; ${faults.join("; ")}; ${farewell === "SIGINT" ? "leave" : "killed"} at the end`;
}
