import { LEARNERS } from "../../pipeline/forecast/mod.ts";
import { runChildTask } from "./child_task.ts";

/** Where a run from nothing reads and writes. */
export interface GradeRun {
  readonly outDir: string;
  /** The lake, if it is not in `outDir`. */
  readonly lake: string | undefined;
  readonly resultsDir: string;
  /** The CSV; the data set that every task finds unless set. */
  readonly csv: string | undefined;
}

/** A task of a run, and where its standard output is kept. */
interface Step {
  readonly task: string;
  readonly flags: readonly string[];
  readonly keep?: string;
}

/** Everything from the CSV to the final report, in order. */
function stepsOf({ outDir, lake: place, resultsDir, csv }: GradeRun): Step[] {
  const lake = ["--out-dir", outDir, ...place === undefined ? [] : ["--lake", place]];
  const into = (folder: string) => ["--report-dir", `${resultsDir}/${folder}`];
  const source = csv === undefined ? [] : ["--csv", csv], models = LEARNERS.map(({ name }) => name).join();
  return [
    {
      task: "pipeline",
      flags: [
        ...[...lake, ...into("quality"), ...source],
        ...["--speedup", "max", "--forecast", "--models", models, "--keep-broker", "--metrics-port", "off"],
      ],
    },
    { task: "prove", flags: [...lake, ...source, "--json"], keep: "grade/prove.json" },
    { task: "report", flags: [...lake, ...into("quality")] },
    { task: "explore", flags: [...lake, ...into("explore")] },
    { task: "final", flags: [...lake, "--results-dir", resultsDir, ...into("final")] },
  ];
}

/**
 * Makes everything from nothing, each task as a process of its own. A broker that it started is stopped at the end; one that ran before
 * is left running.
 *
 * @throws {PipelineError} `internal` where a task fails, with what it said
 */
export async function makeEverything(
  run: GradeRun,
  signal: AbortSignal,
  onStep: (task: string) => void,
): Promise<void> {
  const ranBefore = await runChildTask("broker", ["status"], signal).then(() => true, () => false);
  try {
    for (const { task, flags, keep } of stepsOf(run)) {
      signal.throwIfAborted();
      onStep(task);
      const output = await runChildTask(task, flags, signal);
      if (keep === undefined) continue;
      await Deno.mkdir(`${run.resultsDir}/grade`, { recursive: true });
      await Deno.writeTextFile(`${run.resultsDir}/${keep}`, output);
    }
  } finally {
    // Not by the signal: Ctrl+C must not leave a broker behind.
    if (!ranBefore) await runChildTask("broker", ["down"], new AbortController().signal);
  }
}
