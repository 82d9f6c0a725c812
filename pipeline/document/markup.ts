/** Text that is markup already, so that {@linkcode markup} lets it through. */
export class Markup {
  constructor(readonly text: string) {}
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Control characters, those that turn the direction of text, and what else is not seen: they could make a value look like another. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text with the invisible spelled out: a tab becomes "\u{9}". */
export function visible(text: string): string {
  return text.replaceAll(INVISIBLE, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** Text for an element or a quoted attribute of HTML or SVG. */
export function escapeMarkup(text: string): string {
  return visible(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** A template whose every value is escaped, but for {@linkcode Markup}; lists are joined. */
export function markup(parts: TemplateStringsArray, ...values: (string | number | Markup | Markup[])[]): Markup {
  const text = (value: string | number | Markup | Markup[]): string =>
    Array.isArray(value)
      ? value.map(text).join("")
      : value instanceof Markup
      ? value.text
      : escapeMarkup(String(value));
  return new Markup(parts.reduce((whole, part, index) => whole + text(values[index - 1]!) + part));
}
