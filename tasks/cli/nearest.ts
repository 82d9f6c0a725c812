/** The candidate that `word` most likely was meant to be: at most two slips away, and less than half of the word. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const limit = Math.min(2, Math.floor((word.length - 1) / 2));
  const ranked = candidates.map((candidate) => ({ candidate, slips: slipsBetween(word, candidate) }));
  return ranked.filter(({ slips }) => slips <= limit).sort((a, b) => a.slips - b.slips)[0]?.candidate;
}

/** Levenshtein distance: letters put in, left out or changed. */
function slipsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (const [at, letter] of [...from].entries()) {
    const next = [at + 1];
    for (let column = 1; column <= to.length; column++) {
      const changed = row[column - 1]! + (letter === to[column - 1] ? 0 : 1);
      next.push(Math.min(changed, row[column]! + 1, next[column - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
