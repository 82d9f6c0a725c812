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

  constructor({ ar1, ma1, sar24, sma24 }: SarimaCoefficients) {
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
    const { transition, noise } = this.#dense();
    // P = Σ TᵏRRᵀTᵏᵀ; each round doubles how many of its terms are summed.
    const sum = noise;
    let power = transition;
    for (let round = 0; round < 64; round++) {
      const added = multiply(multiply(power, sum), transpose(power));
      let largest = 0;
      for (let at = 0; at < added.length; at++) {
        sum[at]! += added[at]!;
        largest = Math.max(largest, Math.abs(added[at]!));
      }
      if (largest < 1e-15 * sum[0]!) break;
      power = multiply(power, power);
    }
    const covariance = new Array<number>(PACKED).fill(0);
    for (let row = 0, at = 0; row < STATES; row++) {
      for (let column = row; column < STATES; column++, at++) {
        covariance[at] = (sum[row * STATES + column]! + sum[column * STATES + row]!) / 2;
      }
    }
    return { mean: new Array<number>(STATES).fill(0), covariance };
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

  #dense(): { transition: Float64Array; noise: Float64Array } {
    const transition = new Float64Array(STATES * STATES), noise = new Float64Array(STATES * STATES);
    for (let row = 0; row < STATES; row++) {
      transition[row * STATES] = this.#ar[row]!;
      if (row < STATES - 1) transition[row * STATES + row + 1]! += 1;
      for (let column = 0; column < STATES; column++) {
        noise[row * STATES + column] = this.#noise[row]! * this.#noise[column]!;
      }
    }
    return { transition, noise };
  }
}

function multiply(a: Float64Array, b: Float64Array): Float64Array {
  const product = new Float64Array(STATES * STATES);
  for (let row = 0; row < STATES; row++) {
    for (let inner = 0; inner < STATES; inner++) {
      const factor = a[row * STATES + inner]!;
      if (factor === 0) continue;
      for (let column = 0; column < STATES; column++) {
        product[row * STATES + column]! += factor * b[inner * STATES + column]!;
      }
    }
  }
  return product;
}

function transpose(a: Float64Array): Float64Array {
  const turned = new Float64Array(STATES * STATES);
  for (let row = 0; row < STATES; row++) {
    for (let column = 0; column < STATES; column++) turned[column * STATES + row] = a[row * STATES + column]!;
  }
  return turned;
}
