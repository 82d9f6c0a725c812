const HALF_LOG_TWO_PI = 0.918_938_533_204_672_8;
/** B(2k) / (2k (2k-1)): the coefficients of Stirling's series (NIST DLMF 5.11.1). */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360, 1 / 156, -3617 / 122_400];
/** From here on eight terms of the series are exact to double precision. */
const SERIES_FROM = 10;

/**
 * What Stirling's formula leaves out of the logarithm of the gamma function: `lnΓ(x) - ((x-½)·ln x - x + ½·ln 2π)`, for x > 0.
 * Differences of logarithms of gamma are taken by it, as the large terms would cancel and take the digits with them.
 */
export function stirlingRemainder(x: number): number {
  if (x < SERIES_FROM) {
    // lnΓ(x) = lnΓ(x+1) - ln x, in terms of the remainder.
    return stirlingRemainder(x + 1) + (x + 0.5) * Math.log1p(1 / x) - 1;
  }
  let sum = 0;
  for (let k = STIRLING.length - 1; k >= 0; k--) sum = sum / (x * x) + STIRLING[k]!;
  return sum / x;
}

/** The natural logarithm of the gamma function for x > 0. */
export function logGamma(x: number): number {
  return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + stirlingRemainder(x);
}

/** `ln B(a, b)` for a, b > 0, without the cancellation of three logarithms of gamma. */
export function logBeta(a: number, b: number): number {
  const small = Math.min(a, b), large = Math.max(a, b), sum = a + b;
  const remainder = stirlingRemainder(small) + stirlingRemainder(large) - stirlingRemainder(sum);
  return remainder + HALF_LOG_TWO_PI - 0.5 * Math.log(small) + small * Math.log(small / sum) -
    (large - 0.5) * Math.log1p(small / large);
}
