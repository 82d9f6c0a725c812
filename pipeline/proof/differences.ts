/** Messages that do not say what their rows say. */
export interface Differences {
  readonly count: number;
  /** The first of them as `partition:offset` of the raw topic. */
  readonly detail: string;
}

/** Counts differences, and keeps where the first ones are. */
export class Difference {
  readonly #examples: string[] = [];
  #count = 0;

  add(partition: number, offset: number): void {
    if (this.#count++ < 5) this.#examples.push(`${partition}:${offset}`);
  }

  counted(): Differences {
    const count = this.#count, verb = count === 1 ? "differs" : "differ";
    return { count, detail: count === 0 ? "" : `${count} ${verb}, as partition:offset ${this.#examples.join(", ")}` };
  }
}
