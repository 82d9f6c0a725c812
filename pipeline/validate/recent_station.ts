import { FIELDS, type RuleSet } from "../reading/mod.ts";

const HOUR_MS = 3_600_000;
/** A longer gap begins a new run. */
const RUN_GAP_HOURS = 3;
/** Days with a judgement on an hour that are needed to call it a calibration hour. */
const CALIBRATION_DAYS_NEEDED = 3;

const WIDTH = FIELDS.length;
const ANALYSERS = FIELDS.flatMap((field, index) => field.pollutant ? [index] : []);

/** Hours are kept modulo 2^26, 7,600 years, above a bit for each analyser. */
const HOUR_MASK = 0x3ffffff;
const ANALYSER_BITS = 5;

/** The thresholds as the stations need them. */
export interface RecentRules {
  readonly flatlineHours: readonly number[];
  readonly maxPerHour: readonly number[];
  /** Missing values in a row that make a channel dead. */
  readonly deadReadings: number;
  readonly calibrationDays: number;
  /** How many readings are kept to look for calibration hours in. */
  readonly kept: number;
  /** How many readings of a station all this depends on. */
  readonly depth: number;
}

export function recentRules({ notes }: RuleSet): RecentRules {
  const deadReadings = notes.deadChannel.days * 24;
  const kept = notes.calibrationHour.days * 24 + 2;
  const flatline = notes.flatline.hours.filter(Number.isFinite);
  return {
    flatlineHours: notes.flatline.hours,
    maxPerHour: notes.step.maxPerHour,
    deadReadings,
    calibrationDays: notes.calibrationHour.days,
    kept,
    depth: Math.max(deadReadings, kept, ...flatline),
  };
}

/**
 * The last readings of one station. All of it saturates: what it says of a reading depends on no more than the `depth` readings before.
 * What the last one added shows is in the masks, a bit for each of `FIELDS`.
 */
export class RecentStation {
  flatline = 0;
  step = 0;
  calibration = 0;
  dead = 0;
  /** No value, be it missing or out of range. */
  empty = 0;

  readonly #rules: RecentRules;
  #ts = NaN;
  /** By field the values of the last two readings of the run, the later one first; NaN for none. */
  readonly #values = new Float64Array(2 * WIDTH).fill(NaN);
  /** By field how often the value came in a row in this run; then how many readings in a row had none. Each up to its threshold. */
  readonly #counts = new Uint16Array(2 * WIDTH);
  /** The last readings, each its hour and which analysers were missing; the oldest at `#at` once it is full. */
  readonly #hours: Int32Array;
  #hoursHeld = 0;
  #at = 0;

  constructor(rules: RecentRules) {
    this.#rules = rules;
    this.#hours = new Int32Array(rules.kept);
  }

  /** @param values one for each of `FIELDS`; NaN for none */
  add(ts: number, values: ArrayLike<number>): void {
    this.#compare(ts, values);
    this.#keep(ts);
    this.#ts = ts;
  }

  /** Against the one or two readings before, and how long a value, or none, has been there. */
  #compare(ts: number, values: ArrayLike<number>): void {
    const { flatlineHours, maxPerHour, deadReadings } = this.#rules;
    const held = this.#values, counts = this.#counts;
    const hours = Math.ceil((ts - this.#ts) / HOUR_MS - 0.5);
    if (!(hours >= 1 && hours <= RUN_GAP_HOURS)) held.fill(NaN);
    let flatline = 0, step = 0, dead = 0, empty = 0;
    for (let i = 0; i < WIDTH; i++) {
      const value = values[i]!;
      const before = held[i]!, beforeThat = held[WIDTH + i]!;
      held[WIDTH + i] = before;
      if (value !== value) {
        empty |= 1 << i;
        held[i] = NaN;
        counts[i] = 0;
        if (counts[WIDTH + i]! < deadReadings) counts[WIDTH + i]!++;
        if (counts[WIDTH + i] === deadReadings) dead |= 1 << i;
        continue;
      }
      held[i] = value;
      counts[WIDTH + i] = 0;
      if (value !== before) counts[i] = 1;
      else if (counts[i]! < flatlineHours[i]!) counts[i]!++;
      if (counts[i] === flatlineHours[i]) flatline |= 1 << i;
      const far = maxPerHour[i]! * hours;
      // What goes back to where it was before a jump is no jump itself.
      if (Math.abs(value - before) > far && !(Math.abs(value - beforeThat) <= far)) step |= 1 << i;
    }
    this.flatline = flatline;
    this.step = step;
    this.dead = dead;
    this.empty = empty;
  }

  #keep(ts: number): void {
    const hour = Math.round(ts / HOUR_MS);
    let missing = 0;
    this.calibration = 0;
    for (let bit = 0; bit < ANALYSER_BITS; bit++) {
      const field = ANALYSERS[bit]!;
      if ((this.empty & (1 << field)) === 0) continue;
      missing |= 1 << bit;
      if (this.#hadValueBefore(hour, bit) && this.#isCalibrationHour(hour, bit)) this.calibration |= 1 << field;
    }
    this.#hours[this.#at] = (hour & HOUR_MASK) << ANALYSER_BITS | missing;
    this.#at = (this.#at + 1) % this.#hours.length;
    if (this.#hoursHeld < this.#hours.length) this.#hoursHeld++;
  }

  /** Whether the last reading was the one of the hour before, and had a value. */
  #hadValueBefore(hour: number, bit: number): boolean {
    if (this.#hoursHeld === 0) return false;
    const last = this.#hours[(this.#at || this.#hours.length) - 1]!;
    return hoursBetween(last, hour) === 1 && isSet(last, bit) === 0;
  }

  /** Whether the analyser missed this hour of the day on most of the last days on which the hours beside it had values. */
  #isCalibrationHour(hour: number, bit: number): boolean {
    const { calibrationDays } = this.#rules;
    // A bit for each day back.
    let missed = 0, known = 0, before = 0, after = 0;
    for (let i = 0; i < this.#hoursHeld; i++) {
      const each = this.#hours[i]!;
      const back = hoursBetween(each, hour);
      const day = Math.floor((back + 1) / 24);
      if (day < 1 || day > calibrationDays) continue;
      const flag = 1 << day;
      switch (back - day * 24) {
        case 0:
          known |= flag;
          if (isSet(each, bit)) missed |= flag;
          break;
        case 1:
          if (!isSet(each, bit)) before |= flag;
          break;
        case -1:
          if (!isSet(each, bit)) after |= flag;
      }
    }
    const judged = known & before & after;
    const days = bitCount(judged);
    return days >= Math.min(CALIBRATION_DAYS_NEEDED, calibrationDays) && 2 * bitCount(missed & judged) > days;
  }
}

const hoursBetween = (kept: number, hour: number): number => (hour - (kept >>> ANALYSER_BITS)) & HOUR_MASK;
const isSet = (kept: number, bit: number): number => kept >>> bit & 1;

function bitCount(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}
