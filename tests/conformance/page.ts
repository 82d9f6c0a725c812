const TOKEN = /<style>[^<]*<\/style>|<!doctype html>|<\/?[a-zA-Z][\w:-]*(?:\s+[\w:-]+(?:="[^"<>]*")?)*\s*\/?>/g;
const UNSEEN = /[\p{Cs}\p{Bidi_Control}]|(?!\n)\p{Cc}/u;

/** What a reader of a page cannot see, or what turns the text around it: the first such character. */
export const unseenIn = (page: string): string | undefined => UNSEEN.exec(page)?.[0];

/**
 * Every tag of an HTML page in order, each with all its attributes: what the page is made of without its text. A `<` that begins none of
 * the plain tags that the report writes is given as the 40 characters from there.
 */
export function tagsOf(html: string): string[] {
  const strays = [...html.replaceAll(TOKEN, "").matchAll(/<.{0,40}/gs)].map(([stray]) => stray);
  return [...html.matchAll(TOKEN)].map(([tag]) => tag).concat(strays);
}

/**
 * What a Markdown page is made of without its text: for each line what it begins with and every sign with a meaning that is not escaped.
 */
export function signsOf(markdown: string): string[] {
  return markdown.split("\n").map((line) => {
    const start = /^(#+ |- |> |\| )?/.exec(line)![0];
    return start + line.slice(start.length).replaceAll(/\\[\\`*_{}[\]#|~$]/g, "").replaceAll(/[^`*_[\]|~$<>]/g, "");
  });
}
