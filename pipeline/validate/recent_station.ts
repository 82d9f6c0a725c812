import { FIELDS, type RuleSet, TIME_READINGS } from "../reading/mod.ts";
import { CLOCK_DEPTH, StationClock } from "./clock.ts";
import { PHYSICS_DEPTH, StationPhysics } from "./physics.ts";

const HOUR_MS = 3_600_000;
/** A longer gap begins a new run. */
const RUN_GAP_HOURS = 3;
/** Days with a judgement on an hour that are needed to call it a calibration hour. */
const CALIBRATION_DAYS_NEEDED = 3;

/** What loggers write, or stop at, for too much. */
const ROUND_MAXIMA: ReadonlySet<number> = new Set([99.9, 999, 999.9, 9_999, 99_999]);

const WIDTH = FIELDS.length;
const ANALYSERS = FIELDS.flatMap((field, index) => field.pollutant ? [index] : []);

/** Longer than any threshold; the counts have 16 bits. */
const MAX_COUNTED = 65_535;

/** Hours are kept modulo 2^26, 7,600 years, above a bit for each analyser. */
const HOUR_MASK = 0x3ffffff;
const ANALYSER_BITS = 5;

/** The thresholds as the stations need them. */
export interface RecentRules {
  readonly flatlineHours: readonly number[];
  readonly plateauHours: readonly number[];
  readonly maxPerHour: readonly number[];
  readonly humidityTolerance: number;
  readonly benzeneTolerance: number;
  readonly shift: RuleSet["notes"]["shift"];
  /** Milliseconds since 1970, and hours. */
  readonly earliest: number;
  readonly latest: number;
  readonly nearHours: number;
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
  const kept = Math.max(notes.calibrationHour.days * 24, TIME_READINGS) + 2;
  const flatline = notes.flatline.hours.filter(Number.isFinite);
  return {
    flatlineHours: notes.flatline.hours,
    plateauHours: notes.plateau.hours,
    maxPerHour: notes.step.maxPerHour,
    humidityTolerance: notes.humidity.tolerance,
    benzeneTolerance: notes.benzene.tolerance,
    shift: notes.shift,
    earliest: notes.implausibleTime.earliest,
    latest: notes.implausibleTime.latest,
    nearHours: 24 * notes.implausibleTime.days,
    deadReadings,
    calibrationDays: notes.calibrationHour.days,
    kept,
    depth: Math.max(
      ...[deadReadings, kept, PHYSICS_DEPTH, CLOCK_DEPTH],
      ...flatline,
      ...notes.plateau.hours.filter(Number.isFinite),
    ),
  };
}

/**
 * The last readings of one station. All of it saturates: what it says of a reading depends on no more than the `depth` readings before.
 * What the last one added shows is in the masks, a bit for each of `FIELDS`.
 */
export class RecentStation {
  flatline = 0;
  plateau = 0;
  step = 0;
  /** Of which of temperature and both humidities the others say something else. */
  humidity = 0;
  benzene = false;
  /** The clock is an hour ahead. */
  shift = false;
  /** The time is not plausible. */
  implausible = false;
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
  /** Readings since one that was far from the one before; none at first. */
  #sinceOdd = TIME_READINGS + 1;
  #at = 0;
  readonly #physics: StationPhysics;
  readonly #clock: StationClock;

  constructor(rules: RecentRules) {
    this.#rules = rules;
    this.#physics = new StationPhysics(rules.humidityTolerance, rules.benzeneTolerance);
    this.#clock = new StationClock(rules.shift);
    this.#hours = new Int32Array(rules.kept);
  }

  /** @param values one for each of `FIELDS`; NaN for none */
  add(ts: number, values: ArrayLike<number>): void {
    const sinceLast = Math.ceil((ts - this.#ts) / HOUR_MS - 0.5);
    this.#compare(sinceLast, values);
    this.#physics.add(values);
    this.#clock.add(ts, sinceLast, values);
    this.shift = this.#clock.isAhead;
    this.humidity = this.#physics.humidity;
    this.benzene = this.#physics.benzene;
    this.implausible = this.#isImplausible(ts);
    this.#keep(ts);
    this.#ts = ts;
  }

  /** Against the one or two readings before, and how long a value, or none, has been there. */
  #compare(hours: number, values: ArrayLike<number>): void {
    const { flatlineHours, plateauHours, maxPerHour, deadReadings } = this.#rules;
    const held = this.#values, counts = this.#counts;
    if (!(hours >= 1 && hours <= RUN_GAP_HOURS)) held.fill(NaN);
    let flatline = 0, plateau = 0, step = 0, dead = 0, empty = 0;
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
      else {
        const plateauAt = plateauHours[i]!;
        // Counted as far as one of the two needs.
        if (counts[i]! < MAX_COUNTED && (counts[i]! < flatlineHours[i]! || counts[i]! < plateauAt)) counts[i]!++;
        if (counts[i]! >= plateauAt && ROUND_MAXIMA.has(value)) plateau |= 1 << i;
      }
      if (counts[i]! >= flatlineHours[i]!) flatline |= 1 << i;
      const far = maxPerHour[i]! * hours;
      // What goes back to where it was before a jump is no jump itself.
      if (Math.abs(value - before) > far && !(Math.abs(value - beforeThat) <= far)) step |= 1 << i;
    }
    this.flatline = flatline;
    this.plateau = plateau;
    this.step = step;
    this.dead = dead;
    this.empty = empty;
  }

  /** Outside the span, or with fewer of the last readings near it than are near to one of these. */
  #isImplausible(ts: number): boolean {
    const { earliest, latest, nearHours } = this.#rules;
    if (ts < earliest || ts >= latest) return true;
    const odd = Math.abs(ts - this.#ts) > nearHours * HOUR_MS;
    // Up to the window's length readings after an odd step it is looked at all of them; else each follows the one before.
    if (odd) this.#sinceOdd = 0;
    else if (this.#sinceOdd > TIME_READINGS) return false;
    else this.#sinceOdd++;
    const held = Math.min(this.#hoursHeld, TIME_READINGS), hours = this.#hours, length = hours.length;
    const hourAt = (back: number) => hours[(this.#at - 1 - back + length) % length]!;
    const countNear = (hour: number) => {
      let near = 0;
      for (let i = 0; i < held; i++) if (hoursApart(hourAt(i), hour) <= nearHours) near++;
      return near;
    };
    const own = countNear(Math.round(ts / HOUR_MS));
    for (let i = 0; i < held; i++) if (countNear(hourAt(i) >>> ANALYSER_BITS) > own) return true;
    return false;
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
/** Either way round. */
function hoursApart(kept: number, hour: number): number {
  const hours = hoursBetween(kept, hour);
  return hours > HOUR_MASK / 2 ? HOUR_MASK + 1 - hours : hours;
}
const isSet = (kept: number, bit: number): number => kept >>> bit & 1;

function bitCount(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}
