import { FIELDS, type RuleSet } from "../reading/mod.ts";

const PLAIN_DECIMAL = /^-?\d+(?:[.,]\d+)?$/;

/**
 * The same with null in place of the texts that mean no value, with numbers in place of plain decimal numbers where these count, and, where
 * an odd value costs itself alone, with null and a note in place of each other text and of each value whose key comes more than once.
 */
export function readTexts(
  json: unknown,
  rules: RuleSet,
  repeated: readonly string[],
): { json: unknown; odd: string[] } {
  if (!isObject(json)) return { json, odd: [] };
  const { numericText, missing, oddValue } = rules;
  let read: Record<string, unknown> | undefined;
  const odd: string[] = [];
  for (const { name } of FIELDS) {
    const value = json[name];
    if (repeated.includes(name) && isOddCell(name, rules)) {
      odd.push(`odd_value:${name}=more_than_once`);
      (read ??= { ...json })[name] = null;
      continue;
    }
    if (value === undefined || value === null || typeof value === "number") continue;
    const number = numericText && typeof value === "string" && PLAIN_DECIMAL.test(value)
      ? Number(value.replace(",", "."))
      : NaN;
    if (Number.isFinite(number)) (read ??= { ...json })[name] = number;
    else if (typeof value === "string" && missing.texts.includes(value)) (read ??= { ...json })[name] = null;
    else if (oddValue === "cell") {
      odd.push(`odd_value:${name}=${noteText(textOf(value))}`);
      (read ??= { ...json })[name] = null;
    }
  }
  return { json: read ?? json, odd };
}

export const isObject = (json: unknown): json is Record<string, unknown> =>
  typeof json === "object" && json !== null && !Array.isArray(json);

/** Whether an odd value of this key costs its cell, not its row. */
export const isOddCell = (key: string, { oddValue }: RuleSet): boolean => oddValue === "cell" && MEASURED.has(key);

/** As part of a note: without what separates notes, and short. */
const noteText = (text: string) => text.replaceAll(/[;=\s]/g, "_").slice(0, 40);

const MEASURED = new Set<string>(FIELDS.map(({ name }) => name));
/** The keys that the contract gives a meaning. */
export const KNOWN: ReadonlySet<string> = new Set([
  "station_id",
  "ts",
  "source_line",
  "raw_base64",
  ...FIELDS.map(({ name }) => name),
]);
const MAX_UNKNOWN = 5;

/** A note for each field that the contract does not know. */
export function unknownFields(raw: Record<string, unknown>): string[] {
  const notes: string[] = [];
  for (const name in raw) {
    if (KNOWN.has(name)) continue;
    notes.push(`unknown_field:${name.replaceAll(/[^A-Za-z0-9_.-]/g, "_").slice(0, 40) || "_"}`);
    if (notes.length === MAX_UNKNOWN) break;
  }
  return notes;
}

/** A received value as text: quoted if it was text inside JSON, at most 200 characters. */
export function textOf(value: unknown): string {
  const text = value === undefined ? "absent" : typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
