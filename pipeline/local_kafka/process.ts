import { PipelineError, waitUntil } from "../common/mod.ts";
import { readState } from "./state.ts";

const STOP_TIMEOUT_MS = 30_000;

/** A Java process that outlives this one. */
export interface JavaProcess {
  name: string;
  pid: number;
  /** Resolves to the exit status when it has ended. */
  ended: Promise<number>;
  hasEnded(): boolean;
  /** What it wrote to standard error so far: the complaints of the JVM itself. */
  stderr(): string;
  kill(): void;
  /** Asks it to end cleanly, by SIGTERM. */
  terminate(): void;
  /** Lets this process end while that one goes on. */
  leave(): Promise<void>;
}

/**
 * Starts Java in a session of its own: the terminal's Ctrl+C must reach the task, which stops the broker cleanly, and not the broker.
 */
export function spawnJava(name: string, args: string[], cwd: string): JavaProcess {
  const command = new Deno.Command("java", {
    args,
    cwd,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    detached: true,
  });
  const child = command.spawn();
  let text = "";
  let hasEnded = false;
  const decoder = new TextDecoder();
  const stderr = child.stderr.getReader();
  const listened = (async () => {
    for (let part = await stderr.read(); !part.done; part = await stderr.read()) {
      text += decoder.decode(part.value, { stream: true });
    }
  })();
  const ended = Promise.all([child.status, listened]).then(([{ code }]) => {
    hasEnded = true;
    return code;
  });
  return {
    name,
    pid: child.pid,
    ended,
    hasEnded: () => hasEnded,
    stderr: () => text,
    kill: () => child.kill("SIGKILL"),
    terminate: () => child.kill("SIGTERM"),
    leave: () => {
      child.unref();
      return stderr.cancel();
    },
  };
}

/** @throws {PipelineError} `broker_unreachable` where a process of the broker of `dataDir` is alive, whether it answers or not */
export async function requireNoneAlive(dataDir: string, doing: string): Promise<void> {
  const state = await readState(dataDir);
  for (const { name, pid } of state?.processes ?? []) {
    if (!await isAlive(pid, state!.token)) continue;
    throw new PipelineError(
      "broker_unreachable",
      `Cannot ${doing} in ${dataDir} as its ${name} is still running (process ${pid}, started for ${state!.address})`,
      { hint: "stop it first: deno task broker down" },
    );
  }
}

/** True where the process is there and carries `token` in its command line. @throws {PipelineError} `tool_missing` where there is no `ps` */
export async function isAlive(pid: number, token: string): Promise<boolean> {
  const { stdout } = await procps("ps", ["-ww", "-o", "stat=,command=", "-p", String(pid)]);
  const [, state, command] = /^(\S+)\s+(.*)/.exec(new TextDecoder().decode(stdout)) ?? [];
  if (state === undefined || command === undefined) return false;
  // A killed process may hold its port and its files still, while it loses first its command line and then its main thread ("Zl").
  const isLeaving = command.startsWith("[java]") && (!state.startsWith("Z") || state.includes("l"));
  return isLeaving || command.includes(token);
}

/** Asks the process to end, waits until it is gone, and kills it where it is not after 30 seconds. False where it was not alive. */
export async function stopProcess(pid: number, token: string): Promise<boolean> {
  const isGone = async () => !await isAlive(pid, token);
  if (await isGone()) return false;
  await procps("kill", ["-TERM", String(pid)]);
  if (await waitUntil(isGone, { timeoutMs: STOP_TIMEOUT_MS })) return true;
  await procps("kill", ["-KILL", String(pid)]);
  await waitUntil(isGone, { timeoutMs: STOP_TIMEOUT_MS });
  return true;
}

// Deno.kill and /proc would need permission to run and read everything.
async function procps(program: "ps" | "kill", args: string[]): Promise<Deno.CommandOutput> {
  try {
    return await new Deno.Command(program, { args, stdin: "null" }).output();
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new PipelineError("tool_missing", `Cannot manage the local broker as there is no ${program} on PATH`, {
      hint: "install procps",
      cause,
    });
  }
}
