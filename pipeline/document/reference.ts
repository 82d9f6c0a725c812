import { formatNumber } from "./number_format.ts";

/** Results files that a document refers to, by the name that begins a reference: `{explore.stl.co_gt.seasonal_strength|2}`. */
export type Results = Readonly<Record<string, unknown>>;

/** A number that a document states by itself: not a result, but a limit value, a name or a date that someone else has set. */
export interface Constant {
  /** As it stands in the prose, with its unit: "200 µg/m³", "NO2". */
  readonly text: string;
  /** Where it is from. */
  readonly source: string;
}

/** Prose with its numbers put in, and what was wrong with it. */
export interface Resolved {
  readonly text: string;
  /** One for each reference without a result and each number that comes from nowhere. */
  readonly faults: readonly string[];
  /** The constants that it states. */
  readonly used: ReadonlySet<Constant>;
}

const REFERENCE = /\{([^{}|]+)\|([^{}|]+)\}/g;

/**
 * Puts the numbers of results into prose. Every number must be a reference `{file.path|form}` or part of a listed constant: a digit of
 * any other origin is a fault, since nothing would keep it true when the results change.
 *
 * A path goes down by `.name`, into a list by `[0]` or by what an item has: `[a=co_gt,b=no2_gt]`.
 *
 * @example
 * ```ts
 * import { resolveNumbers } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const results = { explore: { describe: { co_gt: { mean: 2.1527 } } } };
 * const limit = { text: "10 mg/m³", source: "Directive 2008/50/EC" };
 * const { text } = resolveNumbers("CO is {explore.describe.co_gt.mean|1} mg/m³; the limit is 10 mg/m³.", results, [limit]);
 * assert.equal(text, "CO is 2.2 mg/m³; the limit is 10 mg/m³.");
 * assert.deepEqual(resolveNumbers("CO is 2.2.", results, []).faults, [
 *   'expected a reference or a listed constant, got "2.2" in "CO is 2.2."',
 * ]);
 * ```
 */
export function resolveNumbers(prose: string, results: Results, constants: readonly Constant[]): Resolved {
  const faults: string[] = [], used = new Set<Constant>();
  // Longest first: "PM2.5" before "2.5".
  const known = constants.toSorted((a, b) => b.text.length - a.text.length);
  const bare = known.reduce(
    (rest, constant) =>
      rest.replaceAll(standingAlone(constant.text), () => {
        used.add(constant);
        return "\0";
      }),
    prose.replaceAll(REFERENCE, "\0"),
  );
  for (const [literal] of bare.matchAll(/[^\s\0]*\d[^\s\0]*/g)) {
    const number = literal.replace(/^[("“]+|[.,;:)"”]+$/g, "");
    faults.push(`expected a reference or a listed constant, got "${number}" in "${around(prose, number)}"`);
  }
  const text = prose.replaceAll(REFERENCE, (reference, path: string, form: string) => {
    const value = valueAt(results, path), shown = formatNumber(value, form);
    if (shown === undefined) {
      faults.push(`expected a result for ${reference}, got ${JSON.stringify(value) ?? "nothing"}`);
    }
    return shown ?? reference;
  });
  return { text, faults, used };
}

/** What a path leads to; `undefined` where it leads nowhere. */
function valueAt(results: Results, path: string): unknown {
  if (!/^\w+(?:\.\w+|\[[^\]]+\])*$/.test(path)) return undefined;
  let value: unknown = results;
  for (const [, name, item] of path.matchAll(/(\w+)(?=[.[]|$)|\[([^\]]+)\]/g)) {
    if (typeof value !== "object" || value === null) return undefined;
    if (name !== undefined) value = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    else if (!Array.isArray(value)) return undefined;
    else value = /^\d+$/.test(item!) ? value[Number(item)] : itemWith(value, item!);
  }
  return value;
}

/** The only item that has all of the members asked for: of several, none is meant. */
function itemWith(items: unknown[], asked: string): unknown {
  const members = asked.split(",").map((member) => member.split("="));
  const found = items.filter((item) =>
    typeof item === "object" && item !== null &&
    members.every(([name, value]) => String((item as Record<string, unknown>)[name!]) === value)
  );
  return found.length === 1 ? found[0] : undefined;
}

/** A constant within a longer number or word is not the constant. */
const standingAlone = (text: string) =>
  new RegExp(`(?<![\\p{L}\\p{N}]|\\d[.,])${RegExp.escape(text)}(?![\\p{L}\\p{N}]|[.,]\\d)`, "gu");

function around(prose: string, part: string): string {
  const at = prose.indexOf(part), start = Math.max(0, at - 30), end = at + part.length + 30;
  return `${start > 0 ? "…" : ""}${prose.slice(start, end)}${end < prose.length ? "…" : ""}`;
}
