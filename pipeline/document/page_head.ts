import { createHash } from "node:crypto";
import { Markup, markup } from "./markup.ts";

/** A source of styles or scripts in a content security policy: this very text and no other. */
const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** The head of a page that loads nothing from anywhere: only the style, and the script if there is one, that are written in it count. */
export function pageHead(title: string, style: string, script?: string): Markup {
  const policy = "default-src 'none'; base-uri 'none'; form-action 'none'; " +
    `style-src ${hashOf(style)}${script === undefined ? "" : `; script-src ${hashOf(script)}`}`;
  return markup`<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>`;
}
