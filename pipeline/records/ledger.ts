const PAGE = 65_536;

/** How two ledgers differ, in counts and as text that names the first offsets. */
export interface LedgerDifference {
  /** Entries of the first that the second lacks. */
  readonly missing: number;
  /** Entries of the second that the first lacks. */
  readonly extra: number;
  /** Entries that the second has more than once. */
  readonly doubled: number;
  readonly detail: string;
}

/**
 * Counts how often each offset of each partition was seen: one byte an offset, so that 10 million rows take 10 MB. Counts end at 255.
 *
 * @example
 * ```ts
 * import { OffsetLedger } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const ledger = new OffsetLedger();
 * ledger.add(0, 17);
 * assert.ok(ledger.has(0, 17) && !ledger.has(1, 17));
 * ```
 */
export class OffsetLedger {
  #pages = new Map<string, Uint8Array>();
  #last: { partition: number; number: number; page: Uint8Array } = {
    partition: NaN,
    number: NaN,
    page: new Uint8Array(),
  };
  /** All entries, copies included. */
  size = 0;

  add(partition: number, offset: number): void {
    const page = this.#pageOf(partition, Math.floor(offset / PAGE));
    const at = offset % PAGE;
    if (page[at]! < 255) page[at]!++;
    this.size++;
  }

  #pageOf(partition: number, number: number): Uint8Array {
    // Offsets come in order: nearly always it is the page of the one before.
    if (partition === this.#last.partition && number === this.#last.number) return this.#last.page;
    const key = `${partition} ${number}`;
    let page = this.#pages.get(key);
    if (page === undefined) this.#pages.set(key, page = new Uint8Array(PAGE));
    this.#last = { partition, number, page };
    return page;
  }

  has(partition: number, offset: number): boolean {
    return (this.#pages.get(`${partition} ${Math.floor(offset / PAGE)}`)?.[offset % PAGE] ?? 0) > 0;
  }

  /** Compares with what should hold the same offsets, each once. */
  compare(other: OffsetLedger): LedgerDifference {
    let missing = 0, extra = 0, doubled = 0;
    const examples: Record<string, string[]> = { missing: [], extra: [], doubled: [] };
    const empty = new Uint8Array(PAGE);
    for (const key of new Set([...this.#pages.keys(), ...other.#pages.keys()])) {
      const [partition, number] = key.split(" ").map(Number) as [number, number];
      const own = this.#pages.get(key) ?? empty, others = other.#pages.get(key) ?? empty;
      for (let at = 0; at < PAGE; at++) {
        const left = own[at]!, right = others[at]!;
        if (left === right && right < 2) continue;
        const note = (kind: "missing" | "extra" | "doubled") => {
          if (examples[kind]!.length < 5) examples[kind]!.push(`${partition}:${number * PAGE + at}`);
          return 1;
        };
        if (left > 0 && right === 0) missing += note("missing");
        if (left === 0 && right > 0) extra += note("extra");
        if (right > 1) doubled += note("doubled");
      }
    }
    const detail = Object.entries({ missing, extra, doubled }).filter(([, count]) => count > 0)
      .map(([kind, count]) => `${count} ${kind}, as partition:offset ${examples[kind]!.join(", ")}`).join("; ");
    return { missing, extra, doubled, detail };
  }
}
