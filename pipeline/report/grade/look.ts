import type { Evidence } from "./rubric_line.ts";

/** The text of a file; empty for a file that does not exist, which `missing` reports. */
export const textAt = ({ bytes }: Evidence, path: string): string =>
  new TextDecoder().decode(bytes(path) ?? new Uint8Array());

/** The contents of a JSON file; `null` if it does not exist or is not JSON. Nothing in it is trusted. */
// deno-lint-ignore no-explicit-any
export function jsonAt(evidence: Evidence, path: string): any {
  try {
    return JSON.parse(textAt(evidence, path));
  } catch {
    return null;
  }
}

/** Files that are not there, or are empty. */
export const missing = ({ bytes }: Evidence, paths: readonly string[]): string[] =>
  paths.filter((path) => (bytes(path)?.length ?? 0) === 0).map((path) => `there is no ${path}`);

/** Pictures that are not there, or hold nothing that is drawn. */
export function noPictures(evidence: Evidence, paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    const absent = missing(evidence, [path]);
    if (absent.length > 0) return absent;
    return /<(path|rect|circle|text)\b/.test(textAt(evidence, path)) ? [] : [`${path} has nothing drawn in it`];
  });
}

/** Words that a page has to have. */
export const lacks = (evidence: Evidence, path: string, words: readonly string[]): string[] =>
  words.filter((word) => !textAt(evidence, path).includes(word)).map((word) => `${path} lacks "${word}"`);

/** A fault where a condition does not hold. */
export const unless = (holds: boolean, fault: string): string[] => holds ? [] : [fault];

/** Files whose bytes are not those that were made again from the lake or the results. */
export function changed(evidence: Evidence, files: ReadonlyMap<string, string | Uint8Array>): string[] {
  return [...files].flatMap(([path, content]) => {
    const own = evidence.bytes(path),
      wanted = typeof content === "string" ? new TextEncoder().encode(content) : content;
    if (own === undefined) return [`there is no ${path}`];
    return own.length === wanted.length && own.every((byte, index) => byte === wanted[index])
      ? []
      : [`${path} is not what its sources give: a digit in it has changed, or it is from an earlier state`];
  });
}
