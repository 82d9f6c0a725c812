/**
 * Which of some keys a JSON object has more than once. `JSON.parse` keeps the last value of such a key without a word, so a reading could
 * be another one than its sender meant.
 *
 * @param text what `object` was parsed from
 * @param known the keys to look for
 */
export function repeatedKeys(
  text: string,
  object: Readonly<Record<string, unknown>>,
  known: ReadonlySet<string>,
): string[] {
  return hasOneColonAKey(text, object) ? [] : countKeys(text, known);
}

/**
 * True only where no key comes twice: each member that was written has a colon of its own, and without escapes a colon in a text is one in
 * its value too. Nearly all messages end here; with colons in keys or within other values, the text is read.
 */
function hasOneColonAKey(text: string, object: Readonly<Record<string, unknown>>): boolean {
  if (text.includes("\\")) return false;
  let colons = 0;
  for (const key in object) {
    const value = object[key];
    colons += typeof value === "string" ? 1 + colonsIn(value) : 1;
  }
  return colonsIn(text) === colons;
}

function colonsIn(text: string): number {
  let colons = 0;
  for (let at = text.indexOf(":"); at >= 0; at = text.indexOf(":", at + 1)) colons++;
  return colons;
}

/** JSON's white space is this sign and some below it. */
const SPACE = 32;

/** Reads valid JSON: at depth 1 of an object, a text with a colon after it is a key. */
function countKeys(text: string, known: ReadonlySet<string>): string[] {
  const seen = new Set<string>(), repeated = new Set<string>();
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!;
    if (sign === "{" || sign === "[") depth++;
    else if (sign === "}" || sign === "]") depth--;
    if (sign !== '"') continue;
    const from = at;
    for (at++; text[at] !== '"'; at++) if (text[at] === "\\") at++;
    let next = at + 1;
    while (text.charCodeAt(next) <= SPACE) next++;
    if (depth !== 1 || text[next] !== ":") continue;
    const key = JSON.parse(text.slice(from, at + 1)) as string;
    if (!known.has(key)) continue;
    if (seen.has(key)) repeated.add(key);
    seen.add(key);
  }
  return [...repeated];
}
