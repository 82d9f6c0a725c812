import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { probeBroker } from "../pipeline/broker/mod.ts";
import { brokerStatus, stopBroker } from "../pipeline/local_kafka/mod.ts";
import { cacheFolder, PipelineError, systemClock } from "../pipeline/common/mod.ts";
import { defineCommand, duration, runTask } from "./cli/command.ts";
import { BOOTSTRAP, DATA_DIR } from "./options/local_broker.ts";
import { cellName, isStripped, readNotebook, stripped, writeNotebook } from "./notebook/file.ts";
import { parameterNames, type Parameters, parseParameters } from "./notebook/prepare.ts";
import { ensurePython, jupyterEnvironment } from "./notebook/python.ts";
import { exportHtml, runNotebook } from "./notebook/run.ts";
import { booleanFlag } from "./options/pipeline_options.ts";

const FOLDER = fileURLToPath(new URL("../notebooks", import.meta.url));
const OUT_DIR = "reports/notebooks";

const command = defineCommand({
  name: "notebooks",
  summary:
    `Runs the notebooks headless, in order, and keeps executed copies and HTML in ${OUT_DIR}. Fails on any error, on an output that is lost or lands in another cell, and on a hang.`,
  options: {
    bootstrap: BOOTSTRAP,
    parameters: {
      flag: "parameter",
      short: "p",
      repeats: true,
      schema: z.string().optional(),
      placeholder: "NAME=VALUE",
      describe: "set a parameter of a notebook's first cell, such as speedup=max; separate several with commas",
    },
    timeout: {
      flag: "timeout",
      schema: duration(),
      default: "120s",
      placeholder: "TIME",
      describe: "per cell: a cell that takes longer counts as hanging",
    },
    strip: booleanFlag("strip", "run nothing: remove the outputs from the notebooks, as they are committed"),
  },
  positionals: [{
    name: "notebook",
    describe: "only this one: its number, name or path; a folder means all in it",
    optional: true,
  }],
  stopsAtHangup: true,
  examples: ["notebooks", "notebooks 02", "notebooks -p speedup=max,readings=all 02"],
});

await runTask(command, async (options, { log, stdout, signal }, [only]) => {
  const paths = await notebookPaths(only);
  if (options.strip) {
    await stripAll(paths, stdout);
    return 0;
  }
  const parameters = parseParameters(options.parameters?.split(",") ?? []);
  await requireKnown(parameters, paths);
  const python = await ensurePython({
    cacheDir: cacheFolder((name) => Deno.env.get(name)),
    onStep: (step) => log.info(step),
    signal,
  });
  const brokers = options.bootstrap;
  const probes = await Promise.all(brokers.map((address) => probeBroker(address)));
  const foundBroker = probes.some(({ kind }) => kind === "kafka") || (await brokerStatus(DATA_DIR))?.running === true;
  const env = {
    ...jupyterEnvironment((name) => Deno.env.get(name)),
    NOTEBOOKS_HOME: Deno.cwd(),
    KAFKA_BROKERS: brokers.join(","),
  };
  let failed = 0;
  try {
    for (const path of paths) {
      const name = basename(path, ".ipynb");
      const startMs = systemClock.now();
      log.info("running", { notebook: name });
      const faults = await runNotebook({
        path,
        outDir: OUT_DIR,
        parameters,
        timeoutMs: options.timeout,
        python,
        env,
        signal,
        onCell: (index, { cells }) => log.debug(`${name}: ${cellName(cells, index)}`),
      });
      const seconds = ((systemClock.now() - startMs) / 1000).toFixed(1).padStart(5);
      stdout(`${faults.length === 0 ? "ok  " : "FAIL"}  ${seconds} s  ${name}  ${OUT_DIR}/${name}.html`);
      for (const fault of faults) stdout(`  ${fault}`);
      if (faults.length > 0) failed++;
    }
    await exportHtml(paths.map((path) => `${OUT_DIR}/${basename(path)}`), { python, env, signal });
  } finally {
    // The notebooks leave the broker that they start to whoever works with them; here it is no longer needed.
    if (!foundBroker && await stopBroker(DATA_DIR)) log.info("stopped the broker that the notebooks had started");
  }
  return failed === 0 ? 0 : 1;
});

/** All notebooks of a folder in order, or the one that is meant. */
async function notebookPaths(only: string | undefined): Promise<string[]> {
  if (only?.endsWith(".ipynb")) return [only];
  const folder = only?.includes("/") ? only : FOLDER, prefix = folder === only ? "" : only ?? "";
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder)) if (name.endsWith(".ipynb")) names.push(name);
  const wanted = names.sort().filter((name) => name.startsWith(prefix));
  if (wanted.length > 0) return wanted.map((name) => `${folder}/${name}`);
  throw new PipelineError("usage", `Cannot run ${only}: expected one of ${names.join(", ")}, or a path`);
}

/** A mistyped name would leave a run with what it was not asked for. */
async function requireKnown(parameters: Parameters, paths: string[]): Promise<void> {
  const known = (await Promise.all(paths.map(async (path) => parameterNames(await readNotebook(path))))).flat();
  for (const name of Object.keys(parameters)) {
    if (known.includes(name)) continue;
    const expected = [...new Set(known)].join(", ") || "none";
    throw new PipelineError("usage", `Cannot set the parameter ${name}: expected ${expected}`);
  }
}

async function stripAll(paths: string[], stdout: (text: string) => void): Promise<void> {
  for (const path of paths) {
    const notebook = await readNotebook(path);
    if (isStripped(notebook)) continue;
    await writeNotebook(path, stripped(notebook));
    stdout(`stripped ${path}`);
  }
}
