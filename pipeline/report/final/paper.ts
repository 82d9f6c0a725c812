import type { Paper } from "../../document/mod.ts";
import { architectureSection } from "./sections/architecture.ts";
import { conclusionsSection } from "./sections/conclusions.ts";
import type { Context } from "./sections/context.ts";
import { dataSection } from "./sections/data.ts";
import { forecastsSection } from "./sections/forecasts.ts";
import { summarySection } from "./sections/summary.ts";

/** The course's limit, with figures and appendices. */
const MAX_PAGES = 10;

/** The whole report; every page says so where the readings are synthetic. */
export function finalPaper(context: Context): Paper {
  const sections = [summarySection, architectureSection, dataSection, forecastsSection, conclusionsSection];
  return {
    title: "Clean air data, from the sensor to a forecast",
    subtitle:
      "Final report. Station {explore.station.id|text}, {explore.station.first|date} to {explore.station.last|date}. Every number is read from a results file when " +
      "this page is made; none is typed.",
    pages: { min: sections.length, max: MAX_PAGES },
    ...context.results.quality.synthetic ? { notice: SYNTHETIC } : {},
    blocks: sections.flatMap((section) => section(context)),
  };
}

const SYNTHETIC =
  "Synthetic readings: invented by this project. The numbers show that the method works, and nothing about air.";
