import type { TopLevelSpec } from "vega-lite";
import { type Mark, markedGroup } from "./drawing.ts";
import { COLORS } from "./palette.ts";
import { escapeMarkup } from "./markup.ts";

/** What a chart is drawn from: a Vega-Lite spec. */
export type ChartSpec = TopLevelSpec;

/**
 * Draws a Vega-Lite spec as an SVG that stands alone: light colours, `alt` as its label. The only place that runs Vega.
 *
 * @example
 * ```ts
 * import { drawSvg } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const svg = await drawSvg({ data: { values: [{}] }, mark: "bar", width: 100, height: 20 }, "One bar");
 * assert.match(svg, /^<svg role="img" aria-label="One bar" /);
 * ```
 */
export async function drawSvg(spec: ChartSpec, alt: string): Promise<string> {
  // Loaded here, as it takes longer than all the rest and most commands draw nothing.
  const [vega, vegaLite] = await Promise.all([import("vega"), import("vega-lite")]);
  // Vega's own guess leaves half the width of a narrow chart empty, and changes where a canvas happens to be installed.
  (vega as unknown as { textMetrics: { width: typeof textWidth } }).textMetrics.width = textWidth;
  const view = new vega.View(vega.parse(vegaLite.compile(spec).spec, VEGA_CONFIG), { renderer: "none" });
  try {
    const svg = await view.toSVG();
    return named(commandMarks(svg), alt);
  } finally {
    view.finalize();
  }
}

/** An SVG with the text that stands for it. */
export const named = (svg: string, alt: string): string =>
  svg.replace("<svg ", `<svg role="img" aria-label="${escapeMarkup(alt)}" `);

/** Legends begin at the left edge, as titles do, so that they fit a telephone; Vega-Lite has no word for it. */
const VEGA_CONFIG = { legend: { layout: { top: { anchor: "start", frame: "bounds" } } } } as const;

/** Generous for any common sans-serif. */
const EM_PER_CHARACTER = 0.62;

function textWidth(item: { fontSize: number; limit?: number }, text: unknown): number {
  const width = String(text ?? "").length * item.fontSize * EM_PER_CHARACTER;
  return Math.min(width, item.limit || Infinity);
}

/** Where a mark leads, as the address of its link: Vega has no other place for it. Empty where it leads nowhere. */
export const linkOf = ({ command, about }: Mark): string => command === "" ? "" : `#${command}|${about}`;

/** A link of a chart is no place to go to, and none to stop at with the keyboard. */
const commandMarks = (svg: string): string =>
  withoutRoles(svg).replaceAll(
    /<a xlink:href="#([^"|]*)\|([^"]*)"[^>]*>(.*?)<\/a>/gs,
    (_, command: string, about: string, shapes: string) => markedGroup(command, about, shapes),
  );

/** A role within a picture asks for a name of its own; the picture has one as a whole. */
const withoutRoles = (svg: string): string =>
  svg.replaceAll(/ (?:role="graphics-[a-z]+"|aria-roledescription="[^"]*")/g, "");

/** An SVG to put in the page: each colour becomes the CSS variable of its name, so that it follows the reader's light or dark. */
export function themedSvg(svg: string): string {
  return svg.replaceAll(/(fill|stroke)="(#[0-9a-f]{6})"/g, (attribute, kind: string, color: string) => {
    const name = NAMES.get(color);
    return name === undefined ? attribute : `${kind}="var(--${name})"`;
  });
}

const NAMES = new Map(Object.entries(COLORS).map(([name, color]) => [color, name]));
