import type { IncomingMessage } from "../broker/mod.ts";
import { REJECTED, SILVER } from "../lake/mod.ts";
import { FIELDS, type RuleSet, ruleSetVersion } from "../reading/mod.ts";
import type { RotationWork, Stage, StageBatch } from "../sink/mod.ts";
import { CleanRows, type Tally, tallyAccepted, tallyRejected, Validator } from "../validate/mod.ts";
import type { Refused } from "./dead_letter.ts";
import { readMemory } from "./memory.ts";
import { type ForwardTopics, sendsOf } from "./messages.ts";
import { tablesOf } from "./tables.ts";

/** How raw messages are judged, and where they are forwarded to. */
export interface SilverOptions {
  /** The topic of the raw messages. */
  readonly topic: string;
  readonly rules: RuleSet;
  /** Null forwards nothing; offsets are committed all the same. */
  readonly forward: ForwardTopics | null;
  /** Counts every verdict, those of messages that are read again included. */
  readonly tally: Tally;
}

/** What metrics want to know of a committed batch. */
export interface SilverSummary {
  /** Share of missing values among those of the accepted rows; null where none was accepted. */
  readonly missingRatio: number | null;
}

/**
 * Stage 1: raw messages become silver and rejected rows, clean messages and dead letters. Its memory are the readings that were accepted
 * before, in the {@linkcode Validator}.
 *
 * @example
 * ```ts
 * import { silverStage } from "./mod.ts";
 * import { openFiles, openLake } from "../lake/mod.ts";
 * import { DEFAULT_RULE_SET } from "../reading/mod.ts";
 * import { emptyTally } from "../validate/mod.ts";
 * import assert from "node:assert/strict";
 * const tally = emptyTally();
 * const stage = silverStage({ topic: "raw", rules: DEFAULT_RULE_SET, forward: null, tally });
 * const lake = openLake(openFiles("no such folder"));
 * const memory = await stage.restore({ lake, topic: "raw", partition: 0, nextOffset: 0 });
 * const batch = stage.openBatch();
 * batch.take({ partition: 0, offset: 0, key: null, value: null, headers: {}, timestampMs: 0 }, memory);
 * assert.deepEqual(batch.tables().map(({ table, rowsByKey }) => [table.name, rowsByKey.size]), [["silver", 0], ["rejected", 1]]);
 * assert.equal(tally.rejected, 1);
 * ```
 */
export function silverStage(options: SilverOptions): Stage<Validator, SilverSummary> {
  const { rules } = options, version = ruleSetVersion(rules);
  /** By partition the offset after the last one that was judged. */
  const judgedTo = new Map<number, number>();
  return {
    tables: [SILVER, REJECTED],
    restore: async (kept) => new Validator(await readMemory(kept, rules), rules),
    openBatch: () => new SilverBatch(options, version, judgedTo),
  };
}

class SilverBatch implements StageBatch<Validator, SilverSummary> {
  readonly #options: SilverOptions;
  readonly #ruleSet: string;
  readonly #accepted: CleanRows;
  readonly #rejected: Refused[] = [];
  readonly #judgedTo: Map<number, number>;

  constructor(options: SilverOptions, ruleSet: string, judgedTo: Map<number, number>) {
    this.#options = options;
    this.#ruleSet = ruleSet;
    this.#judgedTo = judgedTo;
    this.#accepted = new CleanRows(options.forward !== null);
  }

  take(message: IncomingMessage, validator: Validator): void {
    const { tally } = this.#options, accepted = this.#accepted, { partition, offset } = message;
    if (offset < (this.#judgedTo.get(partition) ?? 0)) tally.again++;
    else this.#judgedTo.set(partition, offset + 1);
    const rejection = validator.validate(message, accepted);
    if (rejection === null) return tallyAccepted(tally, accepted, accepted.length - 1);
    this.#rejected.push({ message, rejection });
    tallyRejected(tally, rejection);
  }

  refuse(message: IncomingMessage, cause: string): void {
    const reason = {
      code: "unprocessable",
      field: "",
      expected: "a message that can be judged",
      got: cause.slice(0, 200),
    } as const;
    const rejection = { reasons: [reason], station_id: null, ts: null, source_line: null } as const;
    this.#rejected.push({ message, rejection });
    tallyRejected(this.#options.tally, rejection);
  }

  sends(work: RotationWork) {
    const { forward } = this.#options;
    return forward === null ? [] : sendsOf(this.#judged, forward, work);
  }

  tables() {
    return tablesOf(this.#judged);
  }

  summary(): SilverSummary {
    const { length, missing } = this.#accepted;
    if (length === 0) return { missingRatio: null };
    const total = missing.subarray(0, length).reduce((sum, each) => sum + each, 0);
    return { missingRatio: total / (length * FIELDS.length) };
  }

  clear(): void {
    this.#accepted.clear();
    this.#rejected.length = 0;
  }

  get #judged() {
    return {
      topic: this.#options.topic,
      ruleSet: this.#ruleSet,
      accepted: this.#accepted,
      rejected: this.#rejected,
    };
  }
}
