/** The coefficients of (1,0,1)(1,0,1)₂₄: `(1 - ar1·B)(1 - sar24·B²⁴)x = (1 + ma1·B)(1 + sma24·B²⁴)ε`. Each lies between -1 and 1. */
export type SarimaCoefficients = {
  ar1: number;
  ma1: number;
  sar24: number;
  sma24: number;
};

/** Hours of one season. */
const SEASON = 24;

/** Harvey's form needs max(p, q + 1) states; p = q = 25 here. */
export const STATES: number = SEASON + 2;

/** Numbers in the upper triangle of the covariance, row by row. */
export const PACKED: number = STATES * (STATES + 1) / 2;

/** What the filter knows before an hour: the expected state, and its covariance in units of the noise's variance. */
export type Belief = {
  /** `STATES` numbers; the first is the expected value of the hour. */
  mean: number[];
  /** `PACKED` numbers; the first is the variance of the hour. */
  covariance: number[];
};

/**
 * One model in Harvey's state space form: `α' = Tα + Rε`, `x = α[0]`. Nearly all of T shifts the state up by one, and R has four entries
 * that are not zero: a step costs some 350 multiplications instead of 26³.
 */
export class SarimaFilter {
  /** First column of T, and R. */
  readonly #ar = new Float64Array(STATES);
  readonly #noise = new Float64Array(STATES);
  /** Packed places and values of what RRᵀ adds to the covariance. */
  readonly #added: { at: number; value: number }[] = [];
  readonly #gain = new Float64Array(STATES);
  readonly #moments: Moments;

  constructor(coefficients: SarimaCoefficients) {
    const { ar1, ma1, sar24, sma24 } = coefficients;
    this.#moments = momentsOf(coefficients);
    this.#ar[0] = ar1;
    this.#ar[SEASON - 1] = sar24;
    this.#ar[SEASON] = -ar1 * sar24;
    this.#noise[0] = 1;
    this.#noise[1] = ma1;
    this.#noise[SEASON] = sma24;
    this.#noise[SEASON + 1] = ma1 * sma24;
    for (let row = 0, at = 0; row < STATES; row++) {
      for (let column = row; column < STATES; column++, at++) {
        const value = this.#noise[row]! * this.#noise[column]!;
        if (value !== 0) this.#added.push({ at, value });
      }
    }
  }

  /** The belief before the first hour: of a process that has always run. */
  stationary(): Belief {
    const mean = new Array<number>(STATES).fill(0), covariance: number[] = [];
    // State i is Σ θⱼε(t-j+i) over j ≥ i, plus Σ φⱼx(t-j+i) over j > i.
    const parts = mean.map((_, state) => ({
      noises: this.#nonZero(this.#noise, state, 0),
      values: this.#nonZero(this.#ar, state, 1),
    }));
    const { autocovariance, weight } = this.#moments;
    for (let row = 0; row < STATES; row++) {
      for (let column = row; column < STATES; column++) {
        const a = parts[row]!, b = parts[column]!;
        let sum = 0;
        for (const p of a.noises) for (const q of b.noises) if (p.lag === q.lag) sum += p.factor * q.factor;
        for (const p of a.values) {
          for (const q of b.values) sum += p.factor * q.factor * autocovariance(Math.abs(p.lag - q.lag));
        }
        for (const p of a.values) for (const q of b.noises) sum += p.factor * q.factor * weight(q.lag - p.lag);
        for (const p of a.noises) for (const q of b.values) sum += p.factor * q.factor * weight(p.lag - q.lag);
        covariance.push(sum);
      }
    }
    return { mean, covariance };
  }

  /** The coefficients from a state on that are not zero, with their lags; `offset` is the lag of the first one. */
  #nonZero(coefficients: Float64Array, state: number, offset: number): { lag: number; factor: number }[] {
    const found: { lag: number; factor: number }[] = [];
    for (let at = state; at < STATES; at++) {
      if (coefficients[at] !== 0) found.push({ lag: at - state + offset, factor: coefficients[at]! });
    }
    return found;
  }

  /** Moves the belief, in place, on to the next hour, having seen `x` in this one; NaN where nothing was seen. */
  step(belief: Belief, x: number): void {
    if (Number.isNaN(x)) this.#predict(belief);
    else this.#updateAndPredict(belief, x);
  }

  /** An observed value has no noise of its own: what is known of this hour is exact, and only the shift remains. */
  #updateAndPredict({ mean, covariance }: Belief, x: number): void {
    const gain = this.#gain, variance = covariance[0]!, error = x - mean[0]!;
    for (let at = 0; at < STATES; at++) gain[at] = covariance[at]!;
    for (let row = 0; row < STATES - 1; row++) {
      mean[row] = mean[row + 1]! + gain[row + 1]! / variance * error + this.#ar[row]! * x;
    }
    mean[STATES - 1] = 0;
    let to = 0, from = STATES;
    for (let row = 0; row < STATES - 1; row++) {
      const factor = gain[row + 1]! / variance;
      for (let column = row; column < STATES - 1; column++) {
        covariance[to++] = covariance[from++]! - factor * gain[column + 1]!;
      }
      covariance[to++] = 0;
    }
    covariance[to] = 0;
    for (const { at, value } of this.#added) covariance[at]! += value;
  }

  #predict({ mean, covariance }: Belief): void {
    const ar = this.#ar, first = this.#gain, x = mean[0]!, variance = covariance[0]!;
    for (let at = 0; at < STATES; at++) first[at] = covariance[at]!;
    for (let row = 0; row < STATES - 1; row++) mean[row] = mean[row + 1]! + ar[row]! * x;
    mean[STATES - 1] = 0;
    let to = 0, from = STATES;
    for (let row = 0; row < STATES; row++) {
      for (let column = row; column < STATES; column++, to++) {
        let value = column < STATES - 1 ? covariance[from++]! : 0;
        if (ar[row] !== 0 && column < STATES - 1) value += ar[row]! * first[column + 1]!;
        if (ar[column] !== 0) value += ar[column]! * ((row < STATES - 1 ? first[row + 1]! : 0) + ar[row]! * variance);
        covariance[to] = value;
      }
    }
    for (const { at, value } of this.#added) covariance[at]! += value;
  }
}

/** Second moments of the stationary process, in units of the noise's variance, at lags of 0 to 25 hours. */
interface Moments {
  /** Of two values `lag` hours apart. */
  autocovariance(lag: number): number;
  /** Of a value and the noise `lag` hours before it; 0 where the noise comes later. */
  weight(lag: number): number;
}

/**
 * The process is an ARMA(1,1) of hours whose noise is an ARMA(1,1) of days, so its autocovariance is `Σ_m γ₂₄(m)·γ₁(k - 24m)` over all
 * whole m: two terms and two geometric series.
 */
function momentsOf({ ar1, ma1, sar24, sma24 }: SarimaCoefficients): Moments {
  const hours = armaAutocovariance(ar1, ma1), days = armaAutocovariance(sar24, sma24);
  const weight = (lag: number) => lag < 0 ? 0 : lag === 0 ? 1 : ar1 ** (lag - 1) * (ar1 + ma1);
  const tail = days(1) * hours(1) / (1 - sar24 * ar1 ** SEASON);
  return {
    autocovariance: (lag) =>
      days(0) * hours(lag) + days(1) * hours(Math.abs(lag - SEASON)) +
      tail * (sar24 * ar1 ** (2 * SEASON - 1 - lag) + ar1 ** (SEASON - 1 + lag)),
    weight: (lag) => weight(lag) + (sar24 + sma24) * weight(lag - SEASON),
  };
}

/** Of an ARMA(1,1) with noise of variance 1: Brockwell and Davis (1991), Time series, section 3.3. */
function armaAutocovariance(ar: number, ma: number): (lag: number) => number {
  const scale = 1 / (1 - ar * ar), atZero = (1 + 2 * ar * ma + ma * ma) * scale;
  const atOne = (1 + ar * ma) * (ar + ma) * scale;
  return (lag) => lag === 0 ? atZero : ar ** (lag - 1) * atOne;
}
