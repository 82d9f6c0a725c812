import { setImmediate } from "node:timers";

/** What an actor throws that the scheduler let die. */
export class Death extends Error {}

const STALL_RATE = 0.05;
const MAX_STALL = 200;

interface Waiting {
  readonly actor: string;
  readonly step: string;
  go(): void;
  die(): void;
}

/**
 * Runs actors one step at a time, in an order that a seed decides; some die at a step. What an actor does between two gates takes nothing
 * but microtasks, so it happens at once, and each run can be made again from its seed.
 */
export class Scheduler {
  readonly trace: string[] = [];
  readonly #random: () => number;
  readonly #deathRate: number;
  readonly #immortal: ReadonlySet<string>;
  readonly #waiting: Waiting[] = [];
  readonly #failures: unknown[] = [];
  /** Until which step an actor stalls: long enough for others to overtake it, so that it wakes up as a zombie. */
  readonly #asleep = new Map<string, number>();
  #steps = 0;

  constructor(random: () => number, deathRate: number, immortal: readonly string[] = []) {
    this.#random = random;
    this.#deathRate = deathRate;
    this.#immortal = new Set(immortal);
  }

  /** Stops an actor here until it is its turn. */
  gate(actor: string, step: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ actor, step, go: resolve, die: () => reject(new Death(`${actor} died before ${step}`)) });
    });
  }

  /** Adds an actor. What it throws, other than its death, fails the run. */
  start(actor: string, work: () => Promise<void>): void {
    void this.gate(actor, "start").then(work).catch((error) => {
      if (!(error instanceof Death)) this.#failures.push(error);
    });
  }

  /** Lets actors take their turns until all have ended, and calls `check` after each step. */
  async run(check: (step: string) => void): Promise<void> {
    for (let last = "";;) {
      await new Promise((resolve) => setImmediate(resolve)); // all microtasks have run
      if (this.#failures.length > 0) throw this.#failures[0];
      check(last);
      if (this.#waiting.length === 0) return;
      this.#steps++;
      const ready = this.#waiting.filter(({ actor }) => (this.#asleep.get(actor) ?? 0) <= this.#steps);
      const among = ready.length > 0 ? ready : this.#waiting;
      const next = among[Math.floor(this.#random() * among.length)]!;
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      if (this.#random() < STALL_RATE) {
        this.#asleep.set(next.actor, this.#steps + Math.floor(this.#random() * MAX_STALL));
      }
      const dies = !this.#immortal.has(next.actor) && this.#random() < this.#deathRate;
      this.trace.push(`${next.actor}${dies ? " dies before" : ":"} ${next.step}`);
      last = next.step;
      if (dies) this.#kill(next.actor, next);
      else next.go();
    }
  }

  /** With all that it does at the same time. */
  #kill(actor: string, at: Waiting): void {
    at.die();
    for (const other of this.#waiting.filter((each) => each.actor === actor)) {
      this.#waiting.splice(this.#waiting.indexOf(other), 1);
      other.die();
    }
  }
}
