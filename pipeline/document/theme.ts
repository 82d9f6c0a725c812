import type { Config } from "vega-lite";
import { FONT } from "./drawing.ts";
import { COLORS } from "./palette.ts";

/** How all charts look. */
export const CHART_CONFIG: Config = {
  font: FONT,
  background: COLORS.surface,
  // The SVG says what it shows as a whole; a label for each of hundreds of marks is noise to a screen reader.
  aria: false,
  padding: { left: 0, right: 4, top: 4, bottom: 4 },
  view: { stroke: null },
  title: { anchor: "start", color: COLORS.ink, fontSize: 14, fontWeight: 600, offset: 16, frame: "bounds" },
  axis: {
    labelColor: COLORS.muted,
    labelFontSize: 12,
    labelLimit: 400,
    titleColor: COLORS.muted,
    titleFontSize: 12,
    titleFontWeight: 400,
    domainColor: COLORS.line,
    gridColor: COLORS.line,
    tickColor: COLORS.line,
  },
  legend: {
    orient: "top",
    direction: "horizontal",
    labelColor: COLORS.ink,
    labelFontSize: 12,
    labelLimit: 400,
    titleColor: COLORS.muted,
    titleFontSize: 12,
    titleFontWeight: 400,
    symbolType: "square",
    offset: 8,
  },
};

/** The axis of the names that bars or cells stand beside. */
export const NAME_AXIS = { title: null, ticks: false, domain: false, labelColor: COLORS.ink, labelPadding: 8 } as const;

/** Fits the whole chart, labels included, in the given width. */
export const FIT_WIDTH = { type: "fit-x", contains: "padding" } as const;

/** Label of a share, in the form of the text: "25 %". */
export const PERCENT = "datum.value * 100 + ' %'";
