/** Keeps a bounded number of asynchronous operations going. The first failure is thrown by the next call. */
export class InFlight {
  readonly #limit: number;
  readonly #pending = new Set<Promise<void>>();
  #failures: unknown[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Starts an operation once there is room for it. */
  async start(operation: () => Promise<void>): Promise<void> {
    while (this.#pending.size >= this.#limit) await Promise.race(this.#pending);
    this.#throwFailure();
    const running: Promise<void> = operation().catch((error) => void this.#failures.push(error)).finally(() =>
      this.#pending.delete(running)
    );
    this.#pending.add(running);
  }

  /** Waits for all operations. */
  async drain(): Promise<void> {
    await Promise.all(this.#pending);
    this.#throwFailure();
  }

  #throwFailure(): void {
    if (this.#failures.length > 0) throw this.#failures[0];
  }
}
