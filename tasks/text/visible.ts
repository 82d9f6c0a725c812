/**
 * What a terminal would act on and not show, or show in another place: control and format characters (right-to-left marks are among
 * them), line separators, lone surrogates.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** The text with everything that has no glyph of its own written as `\u{202e}`: for values of messages, which anyone may have sent. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** A value as JSON over several lines, in which the same characters are escaped in JSON's own way: it reads back as the same value. */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    INVISIBLE,
    (character) => character === "\n" ? character : escaped(character),
  );
}

/** By UTF-16 units, as JSON knows no others. */
const escaped = (character: string) =>
  character.split("").map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
