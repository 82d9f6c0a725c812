import { benjaminiHochberg } from "../../../stats/mod.ts";
import type { ExploreNumbers } from "../../../explore/mod.ts";
import { POLLUTANTS } from "../../explore/names.ts";
import { changed, jsonAt, missing, noPictures, unless } from "../look.ts";
import type { Evidence, RubricLine } from "../rubric_line.ts";

const EXPLORE = "reports/explore/explore.json";

const explored = (evidence: Evidence): ExploreNumbers | null => jsonAt(evidence, EXPLORE);

/** Its numbers are those of silver: made again, byte for byte. */
const stale = (evidence: Evidence) => changed(evidence, new Map([[EXPLORE, evidence.remade.explore]]));

/** Phase 2: what the data say. */
export const EXPLORATION: readonly RubricLine[] = [
  {
    id: "2.1",
    phase: 2,
    points: 6,
    asks: "Temporal patterns: by hour, weekday, month and season",
    command: "deno task explore",
    artefacts: [
      EXPLORE,
      "reports/explore/cycle-hour.svg",
      "reports/explore/finding-day.svg",
      "reports/explore/finding-week.svg",
    ],
    faults: (evidence) => {
      const cycles = explored(evidence)?.cycles;
      return [
        ...stale(evidence),
        ...noPictures(
          evidence,
          ["cycle-hour", "finding-day", "finding-week"].map((name) => `reports/explore/${name}.svg`),
        ),
        ...POLLUTANTS.filter((field) => cycles?.hour?.[field]?.length !== 24 || cycles.weekday[field]?.length !== 7)
          .map((field) => `${field} has no mean for each hour and weekday`),
      ];
    },
    shows: () =>
      "means with intervals by hour, weekday, month and season, and a test of each that allows for dependence",
  },
  {
    id: "2.2",
    phase: 2,
    points: 5,
    asks: "Correlations with statistical significance",
    command: "deno task explore",
    artefacts: [EXPLORE, "reports/explore/finding-pairs.svg"],
    faults: (evidence) => {
      const pairs = explored(evidence)?.pearson ?? [];
      const known = pairs.filter(({ p }) => p !== null), adjusted = benjaminiHochberg(known.map(({ p }) => p!));
      const wrong = known.filter(({ p_bh }, index) => Math.abs(p_bh! - adjusted[index]!) > 1e-12);
      return [
        ...stale(evidence),
        ...noPictures(evidence, ["reports/explore/finding-pairs.svg"]),
        ...unless(pairs.length === 66, `${pairs.length} pairs, 66 expected`),
        ...wrong.slice(0, 1).map(({ a, b }) => `the adjusted p of ${a} and ${b} does not follow from the others`),
      ];
    },
    shows: (evidence) => {
      const pairs = explored(evidence)!.pearson;
      return `${pairs.length} pairs, ${
        pairs.filter(({ shown }) => shown).length
      } shown with the effective number of hours`;
    },
  },
  {
    id: "2.3",
    phase: 2,
    points: 5,
    asks: "Autocorrelation, partial autocorrelation and decomposition",
    command: "deno task explore",
    artefacts: [EXPLORE, "reports/explore/finding-memory.svg"],
    faults: (evidence) => {
      const numbers = explored(evidence);
      return [
        ...stale(evidence),
        ...noPictures(evidence, ["reports/explore/finding-memory.svg"]),
        ...POLLUTANTS.filter((field) =>
          numbers?.acf?.[field]?.gaps_kept.length !== 168 || numbers.acf[field].pacf.length !== 168
        )
          .map((field) => `${field} has no autocorrelations to lag 168`),
        ...POLLUTANTS.filter((field) =>
          numbers?.stl?.[field]?.seasonal_strength == null || numbers.mstl[field].seasonal_strength_168 == null
        )
          .map((field) => `${field} is not decomposed`),
      ];
    },
    shows: (evidence) => `daily strength of NO2 ${explored(evidence)!.stl.no2_gt.seasonal_strength!.toFixed(2)} (STL)`,
  },
  {
    id: "2.4",
    phase: 2,
    points: 4,
    asks: "Anomalies, identified and characterised",
    command: "deno task explore",
    artefacts: [EXPLORE, "reports/explore/finding-anomalies.svg"],
    faults: (evidence) => {
      const anomalies = explored(evidence)?.anomalies;
      return [
        ...stale(evidence),
        ...noPictures(evidence, ["reports/explore/finding-anomalies.svg"]),
        ...POLLUTANTS.filter((field) =>
          anomalies?.[field] === undefined || anomalies[field].events.some(({ kind }) => kind === undefined)
        )
          .map((field) => `${field} has strange hours without a kind`),
        ...unless(
          POLLUTANTS.some((field) => (anomalies?.[field]?.events.length ?? 0) > 0),
          "no strange hour was found",
        ),
      ];
    },
    shows: (evidence) => {
      const { anomalies } = explored(evidence)!;
      const spells = POLLUTANTS.reduce((sum, field) => sum + anomalies[field].events.length, 0);
      return `${spells} spells, each an episode of the air or one channel`;
    },
  },
  {
    id: "2.5",
    phase: 2,
    points: 5,
    asks: "A strategic report of two to three pages",
    command: "deno task explore",
    artefacts: ["reports/explore/strategy.pdf", "reports/explore/strategy.json"],
    faults: (evidence) => {
      const { strategy } = evidence.remade;
      if ("reason" in strategy) return [`there is no strategic report: ${strategy.reason}`];
      return [
        ...changed(evidence, new Map([["reports/explore/strategy.pdf", strategy.bytes]])),
        ...missing(evidence, ["reports/explore/strategy.json"]),
        ...unless(strategy.pages >= 2 && strategy.pages <= 3, `it has ${strategy.pages} pages`),
      ];
    },
    shows: ({ remade: { strategy } }) =>
      `${"pages" in strategy ? strategy.pages : 0} pages, each number a reference into results`,
  },
  {
    id: "2.6",
    phase: 2,
    points: 5,
    bonus: true,
    asks: "Beyond: weather, sensors against references, limits, what careless rules would cost, fills by measurement",
    command: "deno task explore && deno task views",
    artefacts: [EXPLORE, "reports/explore/finding-sensor.svg", "reports/explore/finding-policies.svg", "docs/views.md"],
    faults: (evidence) => {
      const numbers = explored(evidence);
      return [
        ...stale(evidence),
        ...noPictures(evidence, ["finding-sensor", "finding-policies"].map((name) => `reports/explore/${name}.svg`)),
        ...missing(evidence, ["docs/views.md"]),
        ...unless((numbers?.weather?.length ?? 0) > 0, "no weather"),
        ...unless((numbers?.sensors?.length ?? 0) > 0, "no sensors"),
        ...unless((numbers?.limits?.length ?? 0) > 0, "no limits"),
        ...unless((numbers?.policies?.length ?? 0) > 0, "no policies"),
      ];
    },
    shows: (evidence) =>
      `${explored(evidence)!.limits.length} limits by year, ${
        explored(evidence)!.policies.length
      } rules and their cost`,
  },
];
