import { FIELDS } from "../reading/mod.ts";

/** A channel whose day has a course, and how a value of it is kept as a whole number of 16 bits. */
interface Channel {
  readonly field: number;
  /** It goes by the sun, not by people. */
  readonly isWeather: boolean;
  readonly codeOf: (value: number) => number;
}

const channel = (name: string, isWeather: boolean, codeOf: (value: number) => number): Channel => ({
  field: FIELDS.findIndex((field) => field.name === name),
  isWeather,
  codeOf,
});
/** Traffic multiplies what is in the air: logarithms are compared. */
const logarithm = (value: number) => 1_000 * Math.log(Math.max(value, 0.05));
const hundredths = (value: number) => 100 * value;
const itself = (value: number) => value;
const CHANNELS: readonly Channel[] = [
  channel("co_gt", false, logarithm),
  channel("nox_gt", false, logarithm),
  channel("no2_gt", false, logarithm),
  channel("pt08_s2_nmhc", false, itself),
  channel("pt08_s5_o3", false, itself),
  channel("t", true, hundredths),
  channel("rh", true, hundredths),
];
const WIDTH = CHANNELS.length, MISSING = -32_768, MAX_CODE = 32_767;

const DAY = 24, HOUR_MS = 3_600_000;
/** Readings before the break that say what the hours of a day are like, and how old they may be. */
const REFERENCE = 168, MAX_AGE_HOURS = 2 * REFERENCE;
/** How many readings after the break are looked at. */
const TESTED = 160;
/** Fewer days say nothing of an hour, fewer hours nothing of a channel. */
const FEWEST_DAYS = 3, FEWEST_HOURS = 72;
/** The most that a channel says in an hour: one strange value must not decide. */
const MAX_HOURLY = 4;
/** The weather has two channels here, people have five. */
const WEATHER_WEIGHT = 1.5;
/** Evidence is gathered to so much past the threshold: as much takes the note back once the clock is right again. */
const SLACK = 25;

/** How many readings of a station the note depends on. */
export const CLOCK_DEPTH = REFERENCE + TESTED + 1;

/**
 * Whether a station's clock is an hour ahead since its hours were last interrupted, as it is after it was set to summer time. While hour
 * follows hour nobody can have set it; where an hour is missing it may have been. From there on the change of each channel from hour to
 * hour is compared with the changes at the same hour of the week before, and with those at the hour before that one: logarithms of the
 * ratio of both likelihoods, added up.
 */
export class StationClock {
  /** The readings since the break fit the hour before their own. */
  isAhead = false;

  readonly #evidence: number;
  readonly #readings: number;
  readonly #kept: number;
  /** The last readings, the oldest at `#at`: hours since 1970, and codes of the channels. */
  readonly #hours: Int32Array;
  readonly #codes: Int16Array;
  #held = 0;
  #at = 0;
  /** Readings since the break. */
  #since = TESTED + 1;
  #course: DailyCourse | null = null;
  #weather = 0;
  #people = 0;

  /**
   * @param evidence from which on it is said
   * @param readings after the break before anything is said, at most {@linkcode TESTED}
   */
  constructor({ evidence, readings }: { readonly evidence: number; readonly readings: number }) {
    this.#evidence = evidence;
    this.#readings = readings;
    this.#kept = REFERENCE + readings + 1;
    this.#hours = new Int32Array(this.#kept);
    this.#codes = new Int16Array(this.#kept * WIDTH);
  }

  /**
   * @param sinceLast whole hours since the reading before
   * @param values one for each of `FIELDS`; NaN for none
   */
  add(ts: number, sinceLast: number, values: ArrayLike<number>): void {
    this.#keep(Math.round(ts / HOUR_MS), values);
    if (sinceLast !== 1) this.#since = this.#weather = this.#people = 0;
    else if (this.#since <= TESTED) this.#since++;
    if (this.#since < this.#readings || this.#since > TESTED) {
      this.#course = null;
      this.isAhead = false;
      return;
    }
    if (this.#since === this.#readings) {
      this.#course = this.#learn();
      for (let back = this.#readings - 1; back > 0; back--) this.#weigh(back);
    }
    this.#weigh(0);
    // In summer people rise an hour earlier by the sun: the weather must say so, too.
    this.isAhead = this.#weather > 0 && this.#people > 0 && this.#weather + this.#people > this.#evidence;
  }

  #keep(hour: number, values: ArrayLike<number>): void {
    this.#hours[this.#at] = hour;
    for (let i = 0; i < WIDTH; i++) {
      const { field, codeOf } = CHANNELS[i]!, code = Math.round(codeOf(values[field]!));
      this.#codes[this.#at * WIDTH + i] = Math.abs(code) <= MAX_CODE ? code : MISSING;
    }
    this.#at = (this.#at + 1) % this.#kept;
    if (this.#held < this.#kept) this.#held++;
  }

  #place(back: number): number {
    return (this.#at - 1 - back + this.#kept) % this.#kept;
  }

  /** How a channel changed to a reading from the one before it; NaN where one of them has no value. */
  #change(back: number, channel: number): number {
    const code = this.#codes[this.#place(back) * WIDTH + channel]!;
    const before = this.#codes[this.#place(back + 1) * WIDTH + channel]!;
    return code === MISSING || before === MISSING ? NaN : code - before;
  }

  /** What the days before the break are like. */
  #learn(): DailyCourse {
    const course = new DailyCourse(), breakHour = this.#hours[this.#place(this.#readings)]!;
    for (let back = this.#readings + 1; back < this.#held - 1; back++) {
      const hour = this.#hours[this.#place(back)]!, age = breakHour - hour;
      if (age < 0 || age > MAX_AGE_HOURS || hour - this.#hours[this.#place(back + 1)]! !== 1) continue;
      for (let i = 0; i < WIDTH; i++) course.add(hour, i, this.#change(back, i));
    }
    course.finish();
    return course;
  }

  #weigh(back: number): void {
    const hour = this.#hours[this.#place(back)]!, course = this.#course!;
    for (let i = 0; i < WIDTH; i++) {
      const change = this.#change(back, i);
      const evidence = bounded(course.surprise(hour, i, change) - course.surprise(hour - 1, i, change));
      if (CHANNELS[i]!.isWeather) this.#weather += WEATHER_WEIGHT * evidence;
      else this.#people += evidence;
    }
    const share = Math.min(1, (this.#evidence + SLACK) / Math.max(1, this.#weather + this.#people));
    this.#weather *= share;
    this.#people *= share;
  }
}

/** Nothing where one of the two is not known. */
const bounded = (evidence: number) => evidence !== evidence ? 0 : Math.max(-MAX_HOURLY, Math.min(MAX_HOURLY, evidence));

/** By hour of the day, mean and variance of how each channel changes. */
class DailyCourse {
  readonly #count = new Uint8Array(DAY * WIDTH);
  readonly #mean = new Float64Array(DAY * WIDTH);
  /** Sums of squares until `finish()`. */
  readonly #variance = new Float64Array(DAY * WIDTH);

  add(hour: number, channel: number, change: number): void {
    if (change !== change) return;
    const at = place(hour, channel), count = ++this.#count[at]!, before = change - this.#mean[at]!;
    this.#mean[at]! += before / count;
    this.#variance[at]! += before * (change - this.#mean[at]!);
  }

  /** Half of an hour's variance is that of all hours: a few days say little of one. */
  finish(): void {
    for (let channel = 0; channel < WIDTH; channel++) {
      let squares = 0, hours = 0;
      for (let hour = 0; hour < DAY; hour++) {
        squares += this.#variance[place(hour, channel)]!;
        hours += this.#count[place(hour, channel)]!;
      }
      for (let hour = 0; hour < DAY; hour++) {
        const at = place(hour, channel), count = this.#count[at]!;
        const isKnown = count >= FEWEST_DAYS && hours >= FEWEST_HOURS && squares > 0;
        this.#variance[at] = isKnown ? (this.#variance[at]! / count + squares / hours) / 2 : NaN;
      }
    }
  }

  /** Twice the negative logarithm of the likelihood, but for a constant; NaN where it is not known. */
  surprise(hour: number, channel: number, change: number): number {
    const at = place(hour, channel), variance = this.#variance[at]!;
    return (change - this.#mean[at]!) ** 2 / variance + Math.log(variance);
  }
}

const place = (hour: number, channel: number) => (hour % DAY + DAY) % DAY * WIDTH + channel;
