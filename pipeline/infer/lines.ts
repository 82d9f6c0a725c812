/** Rows or messages as text, by a key that says which reading they are of. */
export type Lines = ReadonlyMap<string, string>;

/** How many lines of the one side the other has, too. */
export const equalLines = (left: Lines, right: Lines): number =>
  [...left].filter(([key, line]) => right.get(key) === line).length;

/** The first line of the one side that the other lacks or has differently; empty where all are equal. */
export function firstDifference(left: Lines, right: Lines): string {
  for (const [key, line] of left) {
    if (right.get(key) === line) continue;
    return right.has(key) ? `${key} differs` : `${key} is missing on the other side`;
  }
  return "";
}
