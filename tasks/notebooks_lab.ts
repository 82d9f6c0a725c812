import { fileURLToPath } from "node:url";
import { cacheFolder } from "../pipeline/common/mod.ts";
import { defineCommand, port, runTask } from "./cli/command.ts";
import { ensurePython, inEnvironment, jupyterEnvironment } from "./notebook/python.ts";
import { booleanFlag } from "./options/pipeline_options.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

const command = defineCommand({
  name: "notebooks:lab",
  summary: "Opens the notebooks in JupyterLab, on this machine only, protected by a token. Installs what is missing.",
  options: {
    port: {
      flag: "port",
      schema: port(),
      default: "8888",
      placeholder: "PORT",
      describe: "the port, or the next free one if it is taken",
    },
    noBrowser: booleanFlag("no-browser", "do not open a browser, only print the address"),
  },
  stopsAtHangup: true,
  examples: ["notebooks:lab", "notebooks:lab --no-browser --port 9000"],
});

await runTask(command, async ({ port, noBrowser }, { log, signal }) => {
  const env = (name: string) => Deno.env.get(name);
  const python = await ensurePython({ cacheDir: cacheFolder(env), onStep: (step) => log.info(step), signal });
  const child = new Deno.Command("python3", {
    args: inEnvironment(python, [
      ...["-m", "jupyterlab", "--ServerApp.ip=127.0.0.1", `--ServerApp.port=${port}`],
      `--ServerApp.root_dir=${ROOT}`,
      "--LabApp.default_url=/lab/tree/notebooks/01_setup.ipynb",
      "--KernelSpecManager.allowed_kernelspecs=deno", // Python's would offer itself for the notebooks
      `--FileCheckpoints.checkpoint_dir=${ROOT}data/notebook_checkpoints`, // beside the notebooks they would look like new ones
      ...(noBrowser ? ["--no-browser"] : []),
      ...(Deno.uid() === 0 ? ["--allow-root"] : []),
    ]),
    env: jupyterEnvironment(env),
    detached: true, // stopped by us and by the terminal too, it would never end
  }).spawn();
  signal.addEventListener("abort", () => child.kill("SIGTERM"));
  const { code } = await child.status;
  return signal.aborted ? 0 : code;
});
