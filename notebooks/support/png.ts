import { fileURLToPath } from "node:url";
import { Resvg } from "@resvg/resvg-js";

/** Twice the pixels, for screens that have them. */
const SCALE = 2;

/** Without a font of our own the text would silently disappear where the machine has none. */
const FONT = fileURLToPath(new URL(import.meta.resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf")));

/** An SVG as PNG in base64. */
export function pngBase64(svg: string): string {
  const font = { fontFiles: [FONT], loadSystemFonts: false, defaultFontFamily: "DejaVu Sans" };
  return new Resvg(svg, { font, fitTo: { mode: "zoom", value: SCALE } }).render().asPng().toString("base64");
}
