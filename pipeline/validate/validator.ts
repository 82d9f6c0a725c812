import { DEFAULT_RULE_SET, FIELDS, type RuleSet } from "../reading/mod.ts";
import type { CleanRows } from "./clean_rows.ts";
import { RawScan } from "./raw_scan.ts";
import { judge, type RawMessage, type Rejection, type Verdict } from "./judge.ts";
import { KnownStations } from "./known_stations.ts";
import { isSuspect, notesOf, type RecentReadings } from "./recent.ts";
import type { SeenReadings } from "./seen.ts";

/** What is known of a partition's accepted readings. */
export interface Memory {
  readonly seen: SeenReadings;
  readonly recent: RecentReadings;
}

/** Judges the next message of a partition by what is remembered of it, with every note, and remembers the reading where it is accepted. */
export function judgeNext({ seen, recent }: Memory, message: RawMessage, rules: RuleSet): Verdict {
  const verdict = judge(message, (stationId, ts) => seen.has(stationId, ts), rules);
  if (!verdict.accepted) return verdict;
  seen.add(verdict.reading.station_id, verdict.reading.ts);
  return { accepted: true, reading: recent.note(verdict.reading) };
}

/**
 * The rules with the memory that they need: judges the messages of a partition one after the other, each with every note, and remembers
 * the accepted ones.
 *
 * A plain reading of a known station, all values in range and none of it to be rejected, goes a way of its own that makes neither text nor
 * object of it, at a fifth of the cost; {@linkcode judge} decides on all else. tests/validate/validator_test.ts holds that both agree.
 *
 * @example
 * ```ts
 * import { CleanRows } from "./mod.ts";
 * import { RecentReadings, SeenReadings, Validator } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const validator = new Validator({ seen: new SeenReadings(), recent: new RecentReadings() });
 * const rows = new CleanRows(false);
 * const value = new TextEncoder().encode('{"station_id":"uci","ts":"2004-03-10T18:00:00Z","co_gt":2.6}');
 * assert.equal(validator.validate({ partition: 0, offset: 7, value }, rows), null);
 * assert.equal(validator.validate({ partition: 0, offset: 8, value }, rows)?.reasons[0].code, "duplicate");
 * assert.equal(rows.length, 1);
 * ```
 */
export class Validator {
  readonly #memory: Memory;
  readonly #rules: RuleSet;
  readonly #min: Float64Array;
  readonly #max: Float64Array;
  /** By field the numbers that mean no value; undefined where all of them are out of range, which is found anyhow. */
  readonly #markers: readonly (readonly number[] | undefined)[];
  readonly #stations = new KnownStations();
  readonly #scan = new RawScan();

  constructor(memory: Memory, rules: RuleSet = DEFAULT_RULE_SET) {
    this.#memory = memory;
    this.#rules = rules;
    this.#min = Float64Array.from(rules.ranges, ({ min }) => min);
    this.#max = Float64Array.from(rules.ranges, ({ max }) => max);
    this.#markers = rules.missing.numbers.map((numbers, index) => {
      const { min, max } = rules.ranges[index]!;
      return numbers.some((number) => number >= min && number <= max) ? numbers : undefined;
    });
  }

  /** @returns why the message is rejected; null where it is accepted, and stands as the last of `rows` */
  validate(message: RawMessage, rows: CleanRows): Rejection | null {
    if (this.#takePlain(message, rows)) return null;
    const verdict = judgeNext(this.#memory, message, this.#rules);
    if (!verdict.accepted) return verdict.rejection;
    rows.add(verdict.reading);
    const { seen, recent } = this.#memory, { station_id: id } = verdict.reading;
    this.#stations.add({ id, seen: seen.station(id), recent: recent.station(id) });
    return null;
  }

  #takePlain(message: RawMessage, rows: CleanRows): boolean {
    const bytes = message.bytes ?? message.value, from = message.valueFrom ?? 0;
    if (bytes === null || from < 0) return false;
    const scan = this.#scan;
    if (!scan.read(bytes, from, message.valueTo)) return false;
    const station = this.#stations.find(bytes, scan.stationFrom, scan.stationTo);
    if (station === undefined || station.seen.has(scan.ts)) return false;
    let missing = 0, pollutants = 0;
    for (let i = 0; i < FIELDS.length; i++) {
      const measured = scan.values[i]!;
      if (measured !== measured) missing++;
      else if (measured < this.#min[i]! || measured > this.#max[i]!) return false;
      else if (this.#markers[i]?.includes(measured)) return false;
      else pollutants += IS_POLLUTANT[i]!;
    }
    const { minPollutants, minValues } = this.#rules.accept;
    if (pollutants < minPollutants || FIELDS.length - missing < minValues) return false;

    const { id, seen, recent } = station;
    seen.add(scan.ts);
    recent.add(scan.ts, scan.values);
    const notes = notesOf(recent, recent.empty, null);
    const { partition, offset } = message;
    rows.addScanned(bytes, scan, { stationId: id, partition, offset, missing, notes, isSuspect: isSuspect(recent) });
    return true;
  }
}

const IS_POLLUTANT = Uint8Array.from(FIELDS, ({ pollutant }) => pollutant ? 1 : 0);
