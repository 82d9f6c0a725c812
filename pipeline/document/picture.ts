import { fileURLToPath } from "node:url";

/** Twice the pixels, for screens that have them. */
const SCALE = 2;

const FONTS = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"];

/**
 * An SVG as PNG, twice as large. The text is set in DejaVu Sans, wherever it is drawn: the same SVG gives the same bytes.
 *
 * @example
 * ```ts
 * import { drawPng } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const png = await drawPng('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect width="4" height="4"/></svg>');
 * assert.equal(new TextDecoder("latin1").decode(png.subarray(1, 4)), "PNG");
 * ```
 */
export async function drawPng(svg: string): Promise<Uint8Array> {
  // Loaded here, as most commands draw nothing.
  const { Resvg } = await import("@resvg/resvg-js");
  // Without a font of our own the text would silently disappear where the machine has none.
  const fontFiles = FONTS.map((name) => fileURLToPath(new URL(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}`))));
  const font = { fontFiles, loadSystemFonts: false, defaultFontFamily: "DejaVu Sans" };
  return new Uint8Array(new Resvg(svg, { font, fitTo: { mode: "zoom", value: SCALE } }).render().asPng());
}

/**
 * Each SVG among rendered files as a PNG, by its name with `.png`. The same files give the same bytes.
 *
 * @example
 * ```ts
 * import { renderPictures } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect width="4" height="4"/></svg>';
 * const pictures = await renderPictures(new Map([["a.svg", svg], ["a.md", "# A"]]));
 * assert.deepEqual([...pictures.keys()], ["a.png"]);
 * ```
 */
export async function renderPictures(files: ReadonlyMap<string, string>): Promise<Map<string, Uint8Array>> {
  const pictures = new Map<string, Uint8Array>();
  for (const [name, svg] of files) {
    if (name.endsWith(".svg")) pictures.set(name.replace(/svg$/, "png"), await drawPng(svg));
  }
  return pictures;
}
