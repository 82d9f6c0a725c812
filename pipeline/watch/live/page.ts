const TYPES: Record<string, string> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};

/** The page's files, by their address. Nothing else is read from the disk. */
const FILES: Record<string, string> = {
  "/": "index.html",
  ...Object.fromEntries(
    [
      "page.css",
      "icon.svg",
      "page.js",
      "dom.js",
      "format.js",
      "overview.js",
      "ranking.js",
      "chart.js",
      "air.js",
      "air_chart.js",
      "cluster.js",
      "messages.js",
      "dead_letters.js",
    ].map((file) => [`/${file}`, file]),
  ),
};

/**
 * What the browser may do with the page: load its own files, talk to its own server, nothing more. A message's text that finds its way
 * into the page as markup could neither run nor send anything.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

/** A file of the page; null for a path without a file. */
export async function pageFile(path: string): Promise<Response | null> {
  const file = Object.hasOwn(FILES, path) ? FILES[path]! : null;
  if (file === null) return null;
  const text = await Deno.readTextFile(new URL(`../page/${file}`, import.meta.url));
  return new Response(text, {
    headers: { ...SECURITY_HEADERS, "content-type": TYPES[file.slice(file.lastIndexOf(".") + 1)]! },
  });
}
