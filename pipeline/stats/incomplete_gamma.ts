import { stirlingRemainder } from "./gamma.ts";

const TINY = 1e-300, EPSILON = 1e-16, MAX_STEPS = 100_000;

/**
 * The regularised upper incomplete gamma function Q(a, x), for a > 0 and x ≥ 0: a power series below x = a + 1 (NIST DLMF 8.7.1), a
 * continued fraction above it (8.9.2, evaluated by Lentz's algorithm).
 */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  return x < a + 1 ? 1 - lowerBySeries(a, x) : front(a, x) * byFraction(a, x);
}

/** `x^a·e^-x / Γ(a)`, by the distance of x from a: near it the terms of the plain formula cancel. */
function front(a: number, x: number): number {
  const away = (x - a) / a;
  const exponent = Math.abs(away) < 0.5 ? a * logOnePlusMinus(away) : a * Math.log(x / a) - (x - a);
  return Math.sqrt(a / (2 * Math.PI)) * Math.exp(exponent - stirlingRemainder(a));
}

/** `ln(1+u) - u` for |u| < 0.5, by its series in u/(2+u) where the difference would lose its digits. */
function logOnePlusMinus(u: number): number {
  const r = u / (2 + u), square = r * r;
  let sum = 0, power = 2 * r * square;
  for (let k = 3; Math.abs(power) > EPSILON * Math.abs(sum) * k; k += 2) {
    sum += power / k;
    power *= square;
    if (power === 0) break;
  }
  return 2 * r - u + sum;
}

function lowerBySeries(a: number, x: number): number {
  let term = 1 / a, sum = term;
  for (let n = 1; n < MAX_STEPS && term > sum * EPSILON; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return front(a, x) * sum;
}

function byFraction(a: number, x: number): number {
  let b = x + 1 - a, c = 1 / TINY, d = 1 / b, fraction = d;
  for (let n = 1; n < MAX_STEPS; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / nonZero(numerator * d + b);
    c = nonZero(b + numerator / c);
    const step = c * d;
    fraction *= step;
    if (Math.abs(step - 1) < EPSILON) break;
  }
  return fraction;
}

const nonZero = (value: number) => Math.abs(value) < TINY ? TINY : value;
