/** Milliseconds of the shortest of some rounds: the others tell of what else the machine did. */
export function bestOf(rounds: number, round: () => void): number {
  let bestMs = Infinity;
  for (let each = 0; each < rounds; each++) {
    const startMs = performance.now();
    round();
    bestMs = Math.min(bestMs, performance.now() - startMs);
  }
  return bestMs;
}
