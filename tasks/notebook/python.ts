import { fileURLToPath } from "node:url";
import { dirname } from "node:path";
import { makeFolder, PipelineError, withLock } from "../../pipeline/common/mod.ts";

const REQUIREMENTS = fileURLToPath(new URL("../../notebooks/requirements.txt", import.meta.url));
const KERNELS = fileURLToPath(new URL("../../.jupyter", import.meta.url));

/** JupyterLab asks the network for its own news unless told. */
const LAB_PAGE = { disabledExtensions: { "@jupyterlab/apputils-extension:announcements": true } };

/** Made once for each Python and each list of requirements. */
export interface PythonOptions {
  cacheDir: string;
  onStep(text: string): void;
  signal: AbortSignal;
}

/**
 * The Python that has Jupyter: an environment in the cache folder, made where it is not there yet.
 *
 * @returns the path of its `python`
 * @throws {PipelineError} `tool_missing` where Python, its module venv or a package cannot be had
 */
export async function ensurePython({ cacheDir, onStep, signal }: PythonOptions): Promise<string> {
  const version = await pythonVersion(signal);
  const key = await digest(`${JSON.stringify(LAB_PAGE)}\n${version}\n${await Deno.readTextFile(REQUIREMENTS)}`);
  const folder = `${cacheDir}/notebooks-${key}`, python = `${folder}/bin/python`, complete = `${folder}/complete`;
  if (await exists(complete)) return python;
  await makeFolder(cacheDir, "Jupyter");
  const onWait = () => onStep("waiting for another process that is installing Jupyter");
  return await withLock(`${folder}.lock`, { onWait, signal }, async () => {
    if (await exists(complete)) return python;
    onStep("installing JupyterLab and nbclient, once");
    await run(
      "python3",
      ["-m", "venv", "--clear", folder],
      signal,
      "install its module venv (Debian: apt-get install python3-venv)",
    );
    const pip = ["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"];
    await run(
      python,
      [...pip, "--requirement", REQUIREMENTS],
      signal,
      "is the network there? pip's own settings apply",
    );
    await Deno.mkdir(`${folder}/etc/jupyter/labconfig`, { recursive: true });
    await Deno.writeTextFile(`${folder}/etc/jupyter/labconfig/page_config.json`, JSON.stringify(LAB_PAGE));
    await Deno.writeTextFile(complete, "");
    return python;
  });
}

/** The environment of Jupyter: our kernel is found, and its `deno` is the one that runs this, also where none is installed. */
export function jupyterEnvironment(env: (name: string) => string | undefined): Record<string, string> {
  return {
    JUPYTER_PATH: [KERNELS, env("JUPYTER_PATH")].filter((path) => path).join(":"),
    PATH: `${dirname(Deno.execPath())}:${env("PATH") ?? ""}`,
  };
}

async function pythonVersion(signal: AbortSignal): Promise<string> {
  const code = "import sys; print(sys.version_info[:2] >= (3, 11), sys.version, sys.base_prefix)";
  const text = await run(
    "python3",
    ["-c", code],
    signal,
    "install Python 3.11 or newer (Debian: apt-get install python3 python3-venv)",
  );
  if (text.startsWith("True")) return text;
  throw new PipelineError(
    "tool_missing",
    `Cannot set Jupyter up with the python3 on PATH: expected version 3.11 or newer, got ${text.split(" ")[1]}`,
    { hint: "put a newer Python first on PATH" },
  );
}

async function run(command: string, args: string[], signal: AbortSignal, hint: string): Promise<string> {
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  try {
    const { success, stdout, stderr } = await new Deno.Command(command, { args, stdin: "null", signal }).output();
    signal.throwIfAborted();
    if (success) return decode(stdout);
    const words = [...decode(stdout).split("\n"), ...decode(stderr).split("\n")].filter((line) => line !== "");
    throw new PipelineError(
      "tool_missing",
      `Cannot set Jupyter up as ${command} ${args.slice(0, 3).join(" ")} failed:\n${words.slice(-6).join("\n")}`,
      { hint },
    );
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new PipelineError("tool_missing", `Cannot set Jupyter up as there is no ${command}`, { hint, cause });
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function digest(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return bytes.toHex().slice(0, 16);
}
