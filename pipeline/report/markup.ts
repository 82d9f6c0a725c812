/** Text that is markup already, so that {@linkcode markup} lets it through. */
export class Markup {
  constructor(readonly text: string) {}
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Control characters and those that turn the direction of text, which could make a value look like another. */
// deno-lint-ignore no-control-regex
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]/gu;

/** Text with the invisible spelled out: a tab becomes "\u{9}". */
export function visible(text: string): string {
  return text.replaceAll(INVISIBLE, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** Text for an element or a quoted attribute of HTML or SVG. */
export function escape(text: string): string {
  return visible(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** A template whose every value is escaped, but for {@linkcode Markup}; lists are joined. */
export function markup(parts: TemplateStringsArray, ...values: (string | number | Markup | Markup[])[]): Markup {
  const text = (value: string | number | Markup | Markup[]): string =>
    Array.isArray(value) ? value.map(text).join("") : value instanceof Markup ? value.text : escape(String(value));
  return new Markup(parts.reduce((whole, part, index) => whole + text(values[index - 1]!) + part));
}
