import { taskLine } from "../../tasks/process/task_line.ts";
import { eachLine } from "./fleet.ts";
import type { ProducerOrder } from "./producer.ts";
import { readingCsv } from "./readings.ts";

/** Messages that a producer without a memory sends again when it starts anew. */
const OVERLAP = 20;
/** A process that has failed so often has another reason than the faults. */
const MAX_STARTS = 30;

/** What a run's readings come from. */
export interface Source {
  /** Resolves when all is sent; rejects where it cannot be. */
  readonly finished: Promise<void>;
  /** Kills what is sending: it starts again by itself. */
  kill(): void;
  /** Ends it for good. */
  close(): Promise<void>;
}

/** A producer process, started again with new arguments until it comes to a good end. */
class Restarted implements Source {
  readonly finished: Promise<void>;
  #child: Deno.ChildProcess | null = null;
  #closed = false;

  constructor(cwd: string, args: () => string[], onLine: (line: string) => void) {
    this.finished = this.#run(cwd, args, onLine);
    this.finished.catch(() => {});
  }

  kill(): void {
    try {
      this.#child?.kill("SIGKILL");
    } catch (error) {
      // It has ended by itself.
      if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.kill();
    await this.finished.catch(() => {});
  }

  async #run(cwd: string, args: () => string[], onLine: (line: string) => void): Promise<void> {
    let last = "";
    for (let start = 1; !this.#closed; start++) {
      if (start > MAX_STARTS) throw new Error(`the producer has failed ${MAX_STARTS} times: ${last}`);
      const command = { args: args(), cwd, stdin: "null", stdout: "piped", stderr: "piped" } as const;
      const child = this.#child = new Deno.Command("deno", command).spawn();
      const reading = [eachLine(child.stdout, onLine), eachLine(child.stderr, (line) => void (last = line))];
      const [{ success }] = await Promise.all([child.status, ...reading]);
      if (success) return;
    }
  }
}

/** Messages by a producer that sends some again after each death. */
export function messageSource(cwd: string, order: Omit<ProducerOrder, "from">): Source {
  let acknowledged = 0;
  const script = new URL("producer.ts", import.meta.url).href;
  const permissions = ["--no-prompt", "--allow-read", "--allow-net", "--allow-env", "--allow-sys"];
  const args = () => {
    const from = Math.max(0, acknowledged - OVERLAP);
    return ["run", ...permissions, script, JSON.stringify({ ...order, from } satisfies ProducerOrder)];
  };
  return new Restarted(cwd, args, (line) => void (acknowledged = Number(line)));
}

/** What {@linkcode fileSource} sends, and where to. */
export interface FileOrder extends Omit<ProducerOrder, "from" | "partitions"> {
  readonly lakeDir: string;
}

/** A file for each station, by the task `produce`, which goes on after each death where it was. */
export async function fileSource(cwd: string, order: FileOrder): Promise<Source> {
  const { address, topic, lakeDir, seed, rows, stations, rowsPerSecond } = order;
  const line = taskLine("produce", cwd);
  const pace = rowsPerSecond === 0 ? ["--speedup", "max"] : ["--rate", String(rowsPerSecond / stations)];
  const sources = await Promise.all(Array.from({ length: stations }, async (_, station) => {
    const csv = `${cwd}/station-${station}.csv`;
    await Deno.writeTextFile(csv, readingCsv(seed + station, Math.floor(rows / stations)));
    const names = ["--csv", csv, "--station-id", `s${station}`, "--topic", topic, "--out-dir", lakeDir];
    const args = [...line, "--bootstrap", address, ...names, ...pace, "--resume"];
    return new Restarted(cwd, () => args, () => {});
  }));
  return {
    finished: Promise.all(sources.map(({ finished }) => finished)).then(() => {}),
    kill: () => sources.forEach((source) => source.kill()),
    close: async () => void await Promise.all(sources.map((source) => source.close())),
  };
}
