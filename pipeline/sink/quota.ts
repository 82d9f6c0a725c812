/** How many messages are taken before a consumer ends, and from which partitions. */
export class MessageQuota {
  readonly #most: number;
  #taken = 0;
  /** Partitions of which messages were left out: what follows them there must not be taken, though there be room again. */
  readonly #cut = new Set<number>();

  constructor(most: number) {
    this.#most = most;
  }

  get isReached(): boolean {
    return this.#taken >= this.#most;
  }

  /**
   * @param messages how many that follow each other in the partition are there; it may be none
   * @returns how many are to be taken, from the first one on; null where messages before them were left out
   */
  take(partition: number, messages: number): number | null {
    if (this.#cut.has(partition)) return null;
    const taken = Math.max(0, Math.min(messages, this.#most - this.#taken));
    if (taken < messages) this.#cut.add(partition);
    this.#taken += taken;
    return taken;
  }

  /** Messages that were taken will be read again. */
  giveBack(messages: number): void {
    this.#taken -= messages;
  }

  /** The partition is read from where its rows end. */
  resume(partition: number): void {
    this.#cut.delete(partition);
  }
}
