import type { Setting } from "./bench_setting.ts";
import type { Machine } from "./machine.ts";
import type { Summary } from "./summary.ts";
import type { Judged } from "./targets.ts";

/** What a bench writes as JSON. */
export interface BenchResult {
  machine: Machine;
  rows: number;
  runs: number;
  /** Measurement → setting, of those that are consumers. */
  settings: Record<string, Setting>;
  summary: Summary;
  targets: Judged[];
}

/** Reads a result that a bench has written. */
export const readResult = async (path: string): Promise<BenchResult> => JSON.parse(await Deno.readTextFile(path));
