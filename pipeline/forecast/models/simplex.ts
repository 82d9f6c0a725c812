/** Where a function is smallest, as far as the search found. */
export interface Minimum {
  at: number[];
  value: number;
  evaluations: number;
}

/**
 * The smallest value of `f` by the simplex of Nelder and Mead (1965), coefficients 1, 2, ½, ½. It needs no derivatives and draws no random
 * number: the same start leads to the same minimum.
 *
 * @param step size of the first simplex along each axis
 * @param tolerance ends the search once all corners lie so close in value
 */
export function minimise(
  f: (point: number[]) => number,
  start: readonly number[],
  { step, tolerance, limit }: { step: number; tolerance: number; limit: number },
): Minimum {
  let evaluations = 0;
  const corner = (at: number[]) => {
    const value = f(at);
    evaluations++;
    return { at, value: Number.isNaN(value) ? Infinity : value };
  };
  const corners = [
    corner([...start]),
    ...start.map((_, axis) => corner(start.map((value, at) => at === axis ? value + step : value))),
  ];
  const order = () => corners.sort((a, b) => a.value - b.value);
  order();
  while (corners.at(-1)!.value - corners[0]!.value > tolerance && evaluations < limit) {
    const worst = corners.at(-1)!, next = corners.at(-2)!, best = corners[0]!;
    const centre = start.map((_, axis) =>
      corners.slice(0, -1).reduce((sum, { at }) => sum + at[axis]!, 0) / start.length
    );
    const along = (factor: number) => corner(centre.map((value, axis) => value + factor * (worst.at[axis]! - value)));
    const reflected = along(-1);
    let replacement = reflected;
    if (reflected.value < best.value) {
      const expanded = along(-2);
      if (expanded.value < reflected.value) replacement = expanded;
    } else if (reflected.value >= next.value) {
      const contracted = along(reflected.value < worst.value ? -0.5 : 0.5);
      if (contracted.value < Math.min(reflected.value, worst.value)) replacement = contracted;
      else {
        for (let at = 1; at < corners.length; at++) {
          corners[at] = corner(corners[at]!.at.map((value, axis) => (value + best.at[axis]!) / 2));
        }
        order();
        continue;
      }
    }
    corners[corners.length - 1] = replacement;
    order();
  }
  return { ...corners[0]!, evaluations };
}
