import {
  type FaultLabels,
  FILE_RULES,
  injectFile,
  judgeCsv,
  type LevelMeasure,
  levelsOfCsv,
  measureLevels,
  measureRules,
  type RuleMeasures,
} from "../../pipeline/evaluate/mod.ts";
import { SAMPLE } from "../../pipeline/source/mod.ts";

/** What is pinned of one file. */
export interface Measured {
  seed: number;
  rate: number;
  sourceSha256: string;
  faultySha256: string;
  ruleSet: string;
  measures: RuleMeasures;
  levels: LevelMeasure;
}

export const GOLDEN = new URL("rules_measured.json", import.meta.url);

/** The committed sample, and the real file where there is one; each with all faults but changed levels, then with those alone. */
export const sources = (): { name: string; path: string | undefined; levels: boolean }[] =>
  [false, true].flatMap((levels) =>
    [
      { name: "synthetic", path: new URL(`../../data/sample/${SAMPLE.name}`, import.meta.url).pathname },
      { name: "real", path: Deno.env.get("AIR_QUALITY_CSV") },
    ].map(({ name, path }) => ({ name: levels ? `${name}, levels` : name, path, levels }))
  );

/** Puts faults into a copy of a file and holds the rules against them, without a broker. */
export async function measureFile(csv: string, levels: boolean): Promise<{ labels: FaultLabels; measured: Measured }> {
  const folder = await Deno.makeTempDir();
  try {
    const files = { csv, out: `${folder}/faulty.csv`, labels: `${folder}/labels.json` };
    const labels = await injectFile(files, { seed: 2026, rate: 0.1, levels });
    const { faults: _, baseline: __, levelBaseline: ___, ...facts } = labels;
    const measured = {
      measures: measureRules(labels, await judgeCsv(files.out), FILE_RULES),
      levels: measureLevels(labels, await levelsOfCsv(files.out)),
    };
    return { labels, measured: { ...facts, ...measured } };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Pins what there is to measure anew: for a change of rules that is meant. The real file's numbers stay where it is not there. */
if (import.meta.main) {
  const golden = JSON.parse(await Deno.readTextFile(GOLDEN).catch(() => "{}"));
  for (const { name, path, levels } of sources()) {
    if (path !== undefined) golden[name] = (await measureFile(path, levels)).measured;
  }
  await Deno.writeTextFile(GOLDEN, JSON.stringify(golden, null, 2) + "\n");
}
