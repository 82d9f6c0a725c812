import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { SinkStep } from "../../pipeline/sink/mod.ts";
import type { ConsumerOrder, ConsumerWord } from "./consumer.ts";
import type { Trap } from "./trap.ts";
import { TASKS } from "../../tasks/process/task_table.ts";

/** What every consumer of a fleet is started with. */
export interface FleetOptions {
  /** Folder of the checkout, or of a copy of it, whose code runs. */
  readonly root: string;
  readonly address: string;
  readonly lake: ConsumerOrder["lake"];
  readonly options: ConsumerOrder["options"];
}

/** As the task `consume` is run: its memory is measured, which Deno lets only those read who may do everything. */
const V8_FLAGS = `--v8-flags=${TASKS.consume!.v8Flags!.join(",")}`;

/** A consumer process. */
export class Member {
  readonly clientId: string;
  readonly ended: Promise<void>;
  /** All that it said, each with the moment in milliseconds of this process's clock. */
  readonly log: (ConsumerWord & { readonly atMs: number })[] = [];
  committedRows = 0;
  readonly trapped: Promise<void>;
  failure: Extract<ConsumerWord, { failed: string }> | null = null;
  code: number | null = null;
  /** The most memory that it had at once, as far as it said. */
  peakMib = 0;
  readonly #child: Deno.ChildProcess;
  #spring!: () => void;

  constructor({ root, address, lake, options }: FleetOptions, clientId: string, trap: Trap<SinkStep> | null) {
    const order: ConsumerOrder = { address, clientId, lake, options, trap };
    this.clientId = clientId;
    this.trapped = new Promise((resolve) => void (this.#spring = resolve));
    this.#child = new Deno.Command("deno", {
      args: ["run", V8_FLAGS, "--allow-all", `${root}/tests/fault/consumer.ts`, JSON.stringify(order)],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const reading = [
      eachLine(this.#child.stdout, (line) => this.#hear(JSON.parse(line))),
      eachLine(this.#child.stderr, (line) => this.#hear({ log: line, fields: {} })),
    ];
    this.ended = Promise.all([this.#child.status, ...reading]).then(([{ code }]) => void (this.code = code));
  }

  get isAlive(): boolean {
    return this.code === null;
  }

  /** A process that has ended meanwhile gets none. */
  signal(name: "SIGKILL" | "SIGSTOP" | "SIGCONT" | "SIGINT"): void {
    try {
      this.#child.kill(name);
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  #hear(word: ConsumerWord): void {
    this.log.push({ atMs: Math.round(performance.now()), ...word });
    if ("committedRows" in word) this.committedRows = word.committedRows;
    else if ("peakMib" in word) this.peakMib = word.peakMib;
    else if ("trapped" in word) this.#spring();
    else if ("failed" in word) this.failure = word;
  }
}

export async function eachLine(stream: ReadableStream<Uint8Array>, take: (line: string) => void): Promise<void> {
  for await (const line of createInterface({ input: Readable.fromWeb(stream as never) })) take(line);
}

const RESTART_MS = 200;
const FAREWELL_MS = 20_000;
/** A consumer that has committed nothing for so long has hung: it is killed. A slow machine is not its fault. */
const HUNG_MS = 180_000;
/** It has nobody to hand its partitions to; on a busy machine a short session would end again and again. */
const LAST_SESSION_MS = 10_000;

/** The consumers of one group: started again where they die, until the fleet is closed. */
export class Fleet {
  readonly members: Member[] = [];
  readonly #options: FleetOptions;
  /** Those that are not to come back. */
  readonly #dismissed = new Set<Member>();
  #closing = false;

  constructor(options: FleetOptions) {
    this.#options = options;
  }

  get alive(): Member[] {
    return this.members.filter((member) => member.isAlive && !this.#dismissed.has(member));
  }

  /** Rows that any of them has committed. */
  get committedRows(): number {
    return this.members.reduce((sum, { committedRows }) => sum + committedRows, 0);
  }

  start(trap: Trap<SinkStep> | null = null): Member {
    const member = new Member(this.#options, `consumer-${this.members.length}`, trap);
    this.members.push(member);
    void member.ended.then(async () => {
      if (this.#dismissed.has(member)) return;
      await new Promise((resolve) => setTimeout(resolve, RESTART_MS));
      if (!this.#closing) this.start();
    });
    return member;
  }

  /** One of those at work. */
  pick(number: number): Member {
    const { alive } = this;
    return alive[number % alive.length] ?? this.start();
  }

  /** It does not come back by itself. */
  dismiss(member: Member, signal: "SIGKILL" | "SIGINT"): void {
    this.#dismissed.add(member);
    member.signal(signal);
  }

  /** Ends all of them, cleanly or by a kill. */
  async close(signal: "SIGINT" | "SIGKILL"): Promise<void> {
    this.#closing = true;
    for (const member of this.members) {
      member.signal("SIGCONT");
      member.signal(signal);
    }
    const ended = Promise.all(this.members.map((member) => member.ended));
    const timer = setTimeout(() => this.members.forEach((member) => member.signal("SIGKILL")), FAREWELL_MS);
    await ended;
    clearTimeout(timer);
  }
}

/** Lets one consumer read to the end of the topic, with nobody else at work. One that hangs is killed. */
export async function consumeToEnd(options: FleetOptions, trap: Trap<SinkStep> | null = null): Promise<Member> {
  const own = { ...options.options, untilEnd: true, sessionTimeoutMs: LAST_SESSION_MS };
  const member = new Member({ ...options, options: own }, "consumer-last", trap);
  let rows = -1, sinceMs = 0;
  const timer = setInterval(() => {
    if (member.committedRows !== rows) [rows, sinceMs] = [member.committedRows, performance.now()];
    else if (performance.now() - sinceMs > HUNG_MS) member.signal("SIGKILL");
  }, 1_000);
  await member.ended;
  clearInterval(timer);
  return member;
}
