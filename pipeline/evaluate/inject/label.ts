import { readFile, realpath } from "node:fs/promises";
import { createHash } from "node:crypto";
import { PipelineError } from "../../common/mod.ts";
import type { FaultLabels, Flag } from "../fault_label.ts";
import { DEFAULT_RULE_SET, ruleSetVersion } from "../../reading/mod.ts";
import { detectDialect, identifyFile, isThere, requireUnchanged, writeSource } from "../../source/mod.ts";
import { injectFaults, type InjectOptions } from "./inject.ts";
import { judgeCsv } from "../judge_csv.ts";
import { levelsOfCsv } from "../level_measure.ts";

/** What to read, and where to write. */
export interface InjectFiles {
  csv: string;
  /** Gets the file with the faults. */
  out: string;
  /** Gets the labels, as JSON. */
  labels: string;
}

/**
 * Writes a copy of a CSV with faults in it, by {@linkcode injectFaults}, and the labels of what was done. The file is held in memory.
 *
 * @throws {PipelineError} `usage` where a file would be written over the one that is read; `not_found`, `not_a_file`, `bad_csv`, `source_changed`, `no_permission`
 *
 * @example
 * ```ts
 * import { injectFile } from "../mod.ts";
 * import { generateSample } from "../../source/mod.ts";
 * import assert from "node:assert/strict";
 * const folder = await Deno.makeTempDir();
 * const files = { csv: `${folder}/in.csv`, out: `${folder}/out.csv`, labels: `${folder}/out.labels.json` };
 * await Deno.writeTextFile(files.csv, generateSample(1));
 * const labels = await injectFile(files, { seed: 1, rate: 0.05 });
 * assert.deepEqual(JSON.parse(await Deno.readTextFile(files.labels)), labels);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function injectFile(files: InjectFiles, options: InjectOptions): Promise<FaultLabels> {
  const file = await identifyFile(files.csv);
  await requireApart(files);
  const dialect = await detectDialect(file);
  const original = await readFile(files.csv);
  const { seed, rate, rules = DEFAULT_RULE_SET } = options;
  if (sha256(original) !== file.sha256) await requireUnchanged(file);
  const { csv, faults, sourceLines } = injectFaults(original, dialect, options);
  const before = await judgeCsv(files.csv, rules);
  const baseline = new Map<Flag, [first: number, last: number][]>();
  sourceLines.forEach((source, index) => {
    for (const flag of before.get(source)?.flags ?? []) addLine(baseline, flag, index + 1);
  });
  const labels: FaultLabels = {
    seed,
    rate,
    sourceSha256: sha256(original),
    faultySha256: sha256(csv),
    ruleSet: ruleSetVersion(rules),
    faults,
    baseline: Object.fromEntries([...baseline].sort()),
    levelBaseline: await levelsOfCsv(files.csv, rules),
  };
  await requireUnchanged(file);
  await writeSource(files.out, csv);
  await writeSource(files.labels, JSON.stringify(labels) + "\n");
  return labels;
}

async function requireApart({ csv, out, labels }: InjectFiles): Promise<void> {
  const source = await realpath(csv);
  for (const path of [out, labels]) {
    if (!await isThere(path) || await realpath(path) !== source) continue;
    throw new PipelineError(
      "usage",
      `Cannot put faults into ${csv} itself: expected another file to write, got ${path}`,
      {
        hint: "name another file with --out",
      },
    );
  }
}

function addLine(ranges: Map<Flag, [number, number][]>, flag: Flag, line: number): void {
  const own = ranges.get(flag) ?? [];
  ranges.set(flag, own);
  const last = own.at(-1);
  if (last?.[1] === line - 1) last[1] = line;
  else own.push([line, line]);
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
