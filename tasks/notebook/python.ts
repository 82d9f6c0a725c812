import { fileURLToPath } from "node:url";
import { dirname } from "node:path";
import { makeFolder, PipelineError, withLock } from "../../pipeline/common/mod.ts";

const REQUIREMENTS = fileURLToPath(new URL("../../notebooks/requirements.txt", import.meta.url));
const KERNELS = fileURLToPath(new URL("../../.jupyter", import.meta.url));

/** JupyterLab asks the network for its own news unless this is set. */
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
    await run(["-m", "venv", "--clear", folder], {
      name: "python3 -m venv",
      hint: "install its module venv (Debian: apt-get install python3-venv)",
      signal,
    });
    const pip = ["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--require-hashes"];
    await run(inEnvironment(python, [...pip, "--requirement", REQUIREMENTS]), {
      name: "pip install",
      hint: "is the network there? pip's own settings apply",
      signal,
    });
    await Deno.mkdir(`${folder}/etc/jupyter/labconfig`, { recursive: true });
    await Deno.writeTextFile(`${folder}/etc/jupyter/labconfig/page_config.json`, JSON.stringify(LAB_PAGE));
    await Deno.writeTextFile(complete, "");
    return python;
  });
}

/**
 * Arguments of `python3` by which it becomes the Python of an environment: the same process, so signals reach it. A task may start
 * programs that it names, and the path of this one depends on the user's cache folder.
 */
export const inEnvironment = (python: string, args: readonly string[]): string[] => [
  "-c",
  "import os, sys; os.execv(sys.argv[1], sys.argv[1:])",
  python,
  ...args,
];

/** The environment of Jupyter: our kernel is found, and its `deno` is the one that runs this, also where none is installed. */
export function jupyterEnvironment(env: (name: string) => string | undefined): Record<string, string> {
  return {
    JUPYTER_PATH: [KERNELS, env("JUPYTER_PATH")].filter((path) => path).join(":"),
    PATH: `${dirname(Deno.execPath())}:${env("PATH") ?? ""}`,
  };
}

async function pythonVersion(signal: AbortSignal): Promise<string> {
  const code = "import sys; print(sys.version_info[:2] >= (3, 11), sys.version, sys.base_prefix)";
  const hint = "install Python 3.11 or newer (Debian: apt-get install python3 python3-venv)";
  const text = await run(["-c", code], { name: "python3", hint, signal });
  if (text.startsWith("True")) return text;
  throw new PipelineError(
    "tool_missing",
    `Cannot set Jupyter up with the python3 on PATH: expected version 3.11 or newer, got ${text.split(" ")[1]}`,
    { hint: "put a newer Python first on PATH" },
  );
}

interface RunOptions {
  /** What runs, in the message where it fails. */
  name: string;
  hint: string;
  signal: AbortSignal;
}

/** Runs the `python3` on PATH. @returns what it printed */
async function run(args: string[], { name, hint, signal }: RunOptions): Promise<string> {
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  try {
    const { success, stdout, stderr } = await new Deno.Command("python3", { args, stdin: "null", signal }).output();
    signal.throwIfAborted();
    if (success) return decode(stdout);
    const words = [...decode(stdout).split("\n"), ...decode(stderr).split("\n")].filter((line) => line !== "");
    throw new PipelineError(
      "tool_missing",
      `Cannot set Jupyter up as ${name} failed:\n${words.slice(-6).join("\n")}`,
      { hint },
    );
  } catch (cause) {
    // A program that is not on PATH when the task starts is not granted either.
    if (!(cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.NotCapable)) throw cause;
    throw new PipelineError("tool_missing", "Cannot set Jupyter up as there is no python3 on PATH", { hint, cause });
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
