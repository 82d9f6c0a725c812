import { type RunningTask, startTask } from "../support/task.ts";
import { FaultProxy } from "./proxy.ts";

/** What a machine shares with the others: Kafka and the store, and no file. */
export interface MachineOptions {
  /** Its working folder and its home are below it. */
  readonly folder: string;
  readonly storePort: number;
  readonly env: Readonly<Record<string, string>>;
  /** The task that it runs, with its arguments. */
  readonly task: readonly string[];
}

/** Failures after which a consumer is started again by whoever looks after it: a server was away, or another consumer took over. */
const EXCUSED = /broker|has not served|Cannot (GET|PUT) s3:|a newer owner|taken over/i;
const RESTART_MS = 500;

/** A consumer with a working folder and a home of its own, and a way of its own to the store. Where it ends, it is started again. */
export class Machine {
  readonly proxy: FaultProxy;
  starts = 0;
  /** What it said where it ended by an error that no fault explains. */
  readonly failures: string[] = [];
  readonly #options: MachineOptions;
  #running: RunningTask | null = null;
  #life: Promise<void> = Promise.resolve();
  #isClosing = false;

  constructor(options: MachineOptions) {
    this.#options = options;
    this.proxy = new FaultProxy(options.storePort);
    for (const name of ["work", "home"]) Deno.mkdirSync(`${options.folder}/${name}`, { recursive: true });
    this.#life = this.#live();
  }

  /** The environment of a process on this machine. */
  get env(): Record<string, string> {
    const home = `${this.#options.folder}/home`;
    return {
      ...this.#options.env,
      HOME: home,
      XDG_CACHE_HOME: `${home}/.cache`,
      AWS_ENDPOINT_URL: `http://${this.proxy.address}`,
    };
  }

  get cwd(): string {
    return `${this.#options.folder}/work`;
  }

  async signal(name: "KILL" | "STOP" | "CONT"): Promise<void> {
    await this.#running?.signal(name);
  }

  /** Lets it end cleanly, or kills it after so long. */
  async close(afterMs = 60_000): Promise<void> {
    this.#isClosing = true;
    await this.signal("CONT");
    await this.#running?.signal("INT");
    const timer = setTimeout(() => void this.signal("KILL"), afterMs);
    await this.#life;
    clearTimeout(timer);
    await this.proxy.close();
  }

  async #live(): Promise<void> {
    while (!this.#isClosing) {
      this.starts++;
      const running = this.#running = startTask(this.cwd, this.#options.task, this.env);
      const { code, stdout, stderr } = await running.outcome;
      // A killed process, and one that was stopped, has nothing to say.
      const said = stderr.split("\n").filter((line) => /^error|^\s+at /.test(line)).join("\n");
      if (code === 1 && !EXCUSED.test(said)) this.failures.push(`${said || stderr || stdout}`);
      await new Promise((resolve) => setTimeout(resolve, RESTART_MS));
    }
  }
}
