import type { Card } from "../../document/mod.ts";
import {
  anomalyCard,
  benzeneCard,
  limitCard,
  pairsCard,
  policyCard,
  sensorCard,
  weatherCard,
  yearsCard,
} from "./findings/evidence.ts";
import { dayCard, memoryCard, weekCard } from "./findings/rhythm.ts";
import type { ExploreInputs } from "./inputs.ts";

const MOST = 10;

/** The findings that matter, the one that a decision needs first in front; fewer where the data have no answer. */
export function findingsOf(inputs: ExploreInputs): Card[] {
  const cards = [
    limitCard,
    dayCard,
    weekCard,
    yearsCard,
    memoryCard,
    pairsCard,
    benzeneCard,
    sensorCard,
    policyCard,
    anomalyCard,
    weatherCard,
  ].map((card) => card(inputs));
  return cards.filter((card) => card !== null).slice(0, MOST);
}
