import { logBeta } from "./gamma.ts";

const TINY = 1e-300, EPSILON = 1e-16, MAX_STEPS = 100_000;

/**
 * The regularised incomplete beta function I_x(a, b), for a, b > 0, by its continued fraction (NIST DLMF 8.17.22, Lentz's algorithm).
 * Takes `y = 1 - x` beside x: whoever knows it without the subtraction keeps the digits of a tail.
 */
export function incompleteBeta(a: number, b: number, x: number, y: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  return x < (a + 1) / (a + b + 2) ? tail(a, b, x, y) : 1 - tail(b, a, y, x);
}

function tail(a: number, b: number, x: number, y: number): number {
  const logX = x > 0.5 ? Math.log1p(-y) : Math.log(x), logY = y > 0.5 ? Math.log1p(-x) : Math.log(y);
  return Math.exp(a * logX + b * logY - logBeta(a, b)) * fraction(a, b, x) / a;
}

function fraction(a: number, b: number, x: number): number {
  let c = 1, d = 1 / nonZero(1 - (a + b) * x / (a + 1)), value = d;
  for (let m = 1; m < MAX_STEPS; m++) {
    const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    value *= d * c;
    const odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    const step = d * c;
    value *= step;
    if (Math.abs(step - 1) < EPSILON) break;
  }
  return value;
}

const nonZero = (value: number) => Math.abs(value) < TINY ? TINY : value;
