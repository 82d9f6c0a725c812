import { drawSvg, paperPdf, type Pdf } from "../../../document/mod.ts";
import { limitCard, pairsCard, policyCard, sensorCard, weatherCard, yearsCard } from "../findings/evidence.ts";
import { dayCard, memoryCard, weekCard } from "../findings/rhythm.ts";
import type { ExploreInputs } from "../inputs.ts";
import { type StrategyNumbers, strategyNumbers } from "./numbers.ts";
import { brokenClaims, STRATEGY_CONSTANTS, strategyPaper } from "./paper.ts";

/** The strategic report, or why there is none. */
export type Strategy =
  | { readonly reason: null; readonly pdf: Pdf; readonly numbers: StrategyNumbers }
  | { readonly reason: string };

const FIGURE_WIDTH = 330;

/**
 * The strategic report of two to three pages as PDF, with the numbers that it has beside those of explore.json. A station whose numbers
 * do not bear out what the report says in words gets none, with the claims that do not hold.
 *
 * @throws {PipelineError} `internal` where a number of the text has no result
 * @example
 * ```ts
 * import { renderStrategy } from "../../mod.ts";
 * import { emptySeries, exploreStation } from "../../../explore/mod.ts";
 * import assert from "node:assert/strict";
 * const series = emptySeries();
 * const { reason } = await renderStrategy({ ...exploreStation(series, []), series, fills: {}, synthetic: false });
 * assert.equal(reason, "a number that it needs has no answer");
 * ```
 */
export async function renderStrategy(inputs: ExploreInputs): Promise<Strategy> {
  const { numbers } = inputs, own = strategyNumbers(numbers);
  if (inputs.synthetic) return { reason: "synthetic readings say nothing about a town" };
  const cards = [
    ...[limitCard, dayCard, yearsCard],
    ...[memoryCard, pairsCard, sensorCard],
    ...[weekCard, weatherCard, policyCard],
  ].map((card) => card(inputs));
  const known = cards.filter((card) => card !== null);
  if (own === null || known.length < cards.length) return { reason: "a number that it needs has no answer" };
  const broken = brokenClaims(numbers, own);
  if (broken.length > 0) return { reason: `these claims do not hold here: ${broken.join("; ")}` };
  const figures = await Promise.all(known.map(async ({ alt, spec }, index) => ({
    svg: await drawSvg(spec(FIGURE_WIDTH), alt),
    alt: "A chart of the caption's text.",
    caption: `*Figure ${"ABCDEFGHI"[index]}.* ${CAPTIONS[index]}`,
  })));
  const pdf = await paperPdf(strategyPaper(numbers, figures), {
    results: { explore: numbers, strategy: own },
    constants: STRATEGY_CONSTANTS,
    silverDigest: null,
  });
  return { reason: null, pdf, numbers: own };
}

const CAPTIONS = [
  "Hours of NO2 over its limit, by year; dashed what a year may have.",
  "The day of NOx, with the interval of each mean.",
  "The same weeks of both years; a line across nothing is no change shown.",
  "How long NO2 remembers.",
  "Pairs that look related, and pairs that are.",
  "What sensor S4 says about NO2, month by month.",
  "The week: what is lower when people work less.",
  "Weather, plain and with hour and month taken out.",
  "Hours that careless rules would throw away.",
];
