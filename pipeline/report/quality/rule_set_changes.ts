/** A setting of two rule sets that is not the same. */
export interface Change {
  /** "notes.flatline.hours.co_gt". */
  path: string;
  /** As JSON; "–" where it is not set. */
  from: string;
  to: string;
}

/** Where two rule sets differ, in the order of the first. */
export function changesOf(from: unknown, to: unknown): Change[] {
  const before = new Map(leaves(from)), after = new Map(leaves(to));
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((path) => {
    const [a = "–", b = "–"] = [before.get(path), after.get(path)];
    return a === b ? [] : [{ path, from: a, to: b }];
  });
}

function leaves(value: unknown, path = ""): [path: string, json: string][] {
  if (typeof value !== "object" || value === null) return [[path, JSON.stringify(value)]];
  return Object.entries(value).flatMap(([name, inner]) => leaves(inner, path === "" ? name : `${path}.${name}`));
}
