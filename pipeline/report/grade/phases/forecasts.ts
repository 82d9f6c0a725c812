import { TARGETS } from "../../../forecast/mod.ts";
import type { DetailsFile, ModelsFile } from "../../final/results.ts";
import { changed, jsonAt, lacks, missing, unless } from "../look.ts";
import type { Evidence, RubricLine } from "../rubric_line.ts";

const MODELS = "reports/models/models.json",
  DETAILS = "reports/models/details.json",
  DRIFT = "reports/drift/drift.json";
const PROVED = "reports/grade/prove.json";

const modelsOf = (evidence: Evidence): ModelsFile | null => jsonAt(evidence, MODELS);
const detailsOf = (evidence: Evidence): DetailsFile | null => jsonAt(evidence, DETAILS);

/** What the assignment asks for, each with the names that it has here. */
const REQUIRED = {
  "linear regression": ["ols", "ridge"],
  "random forest": ["forest"],
  "gradient boosting": ["boosting"],
  SARIMA: ["sarima"],
};

/** Targets without the one-line baseline: their errors say nothing. */
const withoutBaseline = (evidence: Evidence) =>
  TARGETS.filter((target) => modelsOf(evidence)?.targets?.[target]?.models?.persistence === undefined)
    .map((target) => `the table of ${target} has no persistence to compare with`);

/** A model's mean absolute error is that of its months together: a changed digit on either side breaks it. */
function brokenMeans(evidence: Evidence): string[] {
  return TARGETS.flatMap((target) =>
    Object.entries(modelsOf(evidence)?.targets?.[target]?.models ?? {}).flatMap(([name, { mae }]) => {
      const months = detailsOf(evidence)?.targets?.[target]?.models?.[name]?.slices?.month ?? [];
      const n = months.reduce((sum, month) => sum + month.n, 0);
      const whole = months.reduce((sum, month) => sum + month.n * (month.mae ?? 0), 0) / n;
      return unless(
        mae !== null && Math.abs(mae - whole) <= 1e-9 * whole,
        `${target} by ${name}: error ${mae}, by its months ${whole}`,
      );
    })
  );
}

/** Better and worse have to follow from p and interval. */
function brokenVerdicts(evidence: Evidence): string[] {
  return TARGETS.flatMap((target) =>
    Object.entries(modelsOf(evidence)?.targets?.[target]?.models ?? {}).flatMap(
      ([name, { verdict, dm, bootstrap }]) => {
        const sure = dm.p_holm !== null && dm.p_holm < 0.05;
        const follows = sure && bootstrap.high !== null && bootstrap.high < 0
          ? "better"
          : sure && bootstrap.low !== null && bootstrap.low > 0
          ? "worse"
          : "not_different";
        return unless(verdict === follows, `${target} by ${name} is called ${verdict}; p and interval say ${follows}`);
      },
    )
  );
}

/** Phase 3: forecasts and how they are watched. */
export const FORECASTS: readonly RubricLine[] = [
  {
    id: "3.1",
    phase: 3,
    points: 6,
    asks: "Features from the exploration, and a split by time",
    command: "deno task train",
    artefacts: ["docs/features.md", MODELS],
    faults: (evidence) => {
      const { cut, targets } = modelsOf(evidence) ?? {};
      return [
        ...changed(evidence, new Map([["docs/features.md", evidence.remade.features]])),
        ...unless(!Number.isNaN(Date.parse(cut ?? "")), `${MODELS} has no cut`),
        ...TARGETS.filter((target) => !((targets?.[target]?.train_n ?? 0) > 0 && (targets?.[target]?.test_n ?? 0) > 0))
          .map((target) => `${target} has no hours on both sides of the cut`),
      ];
    },
    shows: (evidence) => {
      const { cut, targets } = modelsOf(evidence)!;
      return `cut ${cut.slice(0, 13)}:00; NO2: ${targets.no2_gt!.train_n} hours to learn from, ${
        targets.no2_gt!.test_n
      } to test`;
    },
  },
  {
    id: "3.2",
    phase: 3,
    points: 8,
    asks: "Models: linear regression, random forest, gradient boosting, SARIMA; a recurrent network beyond them",
    command: "deno task train && deno task evaluate",
    artefacts: [MODELS, "data/models/index.json", "docs/models/README.md"],
    faults: (evidence) => [
      ...missing(evidence, ["data/models/index.json", "docs/models/README.md"]),
      ...TARGETS.flatMap((target) => {
        const names = Object.keys(modelsOf(evidence)?.targets?.[target]?.models ?? {});
        return Object.entries(REQUIRED).filter(([, own]) => !own.some((name) => names.includes(name)))
          .map(([what]) => `${target} has no ${what}`);
      }),
    ],
    shows: (evidence) =>
      `${Object.keys(modelsOf(evidence)!.targets.no2_gt!.models).length} models for each of ${TARGETS.length} targets`,
  },
  {
    id: "3.3",
    phase: 3,
    points: 8,
    asks: "Evaluation by MAE and RMSE beside the previous value, with significance and intervals",
    command: "deno task evaluate",
    artefacts: [MODELS, DETAILS, "reports/models/index.html"],
    faults: (evidence) => [
      ...missing(evidence, [DETAILS, "reports/models/index.html"]),
      ...withoutBaseline(evidence),
      ...brokenMeans(evidence),
      ...brokenVerdicts(evidence),
    ],
    shows: (evidence) => {
      const rows = Object.entries(modelsOf(evidence)!.targets.no2_gt!.models).filter(([name]) =>
        name !== "persistence"
      );
      return `NO2: ${
        rows.filter(([, { verdict }]) => verdict === "better").length
      } of ${rows.length} models better than persistence`;
    },
  },
  {
    id: "3.4",
    phase: 3,
    points: 3,
    asks: "Errors in terms of the business: warnings of NO2 over its limit",
    command: "deno task evaluate",
    artefacts: [DETAILS],
    faults: (evidence) => {
      const { choice, models } = detailsOf(evidence)?.targets?.no2_gt ?? {};
      const warnings = choice === undefined ? undefined : models?.[choice.used]?.warnings,
        base = models?.persistence?.warnings;
      if (!warnings || !base) return ["the chosen model of NO2 and the baseline have no warnings counted"];
      return unless(
        warnings.hits + warnings.misses === base.hits + base.misses,
        "hits and misses of the chosen model and of the baseline are of different hours",
      );
    },
    shows: (evidence) => {
      const { choice, models } = detailsOf(evidence)!.targets.no2_gt!, warnings = models[choice.used]!.warnings!;
      return `${choice.used}: ${warnings.hits} hours announced, ${warnings.misses} missed, ${warnings.false_alarms} false alarms`;
    },
  },
  {
    id: "3.5",
    phase: 3,
    points: 4,
    asks: "Forecasts on incoming Kafka messages",
    command: "deno task forecast --until-end && deno task prove",
    artefacts: [PROVED, "docs/forecasts.md"],
    faults: (evidence) => {
      const checks: { law: string; left: number; right: number; holds: boolean }[] =
        jsonAt(evidence, PROVED)?.forecasts?.checks ?? [];
      return [
        ...missing(evidence, ["docs/forecasts.md"]),
        ...unless(checks.length > 0, `${PROVED} has no proof of forecasts: deno task grade --run keeps one`),
        ...checks.filter(({ left, right, holds }) => !holds || left !== right).map(({ law }) =>
          `does not hold: ${law}`
        ),
      ];
    },
    shows: (evidence) =>
      `${jsonAt(evidence, PROVED).forecasts.checks.length} laws of forecasts hold, remade in batch to the byte`,
  },
  {
    id: "3.6",
    phase: 3,
    points: 4,
    asks: "Monitoring: drift detected, and what it means",
    command: "deno task drift",
    artefacts: [DRIFT, "reports/drift/index.html", "docs/drift.md"],
    faults: (evidence) => {
      const drift = jsonAt(evidence, DRIFT);
      const rates: { detector: string; stated_per_year: number; low: number }[] = drift?.false_alarms ?? [];
      const promised = rates.filter(({ detector }) => detector !== "always" && detector !== "never");
      return [
        ...missing(evidence, ["reports/drift/index.html", "docs/drift.md"]),
        ...unless(
          drift?.silver_digest === modelsOf(evidence)?.silver_digest,
          "drift and models are of different readings",
        ),
        ...unless(promised.length > 0, "no detector states how often it is wrong"),
        ...unless(rates.some(({ detector }) => detector === "always"), "the always-alarm detector is not beside them"),
        ...promised.filter(({ low, stated_per_year }) => low > stated_per_year).map(({ detector }) =>
          `${detector} is wrong more often than stated`
        ),
        ...(drift?.alarms ?? []).filter(({ meaning }: { meaning?: string }) => !meaning).slice(0, 1).map(() =>
          "an alarm has no meaning"
        ),
      ];
    },
    shows: (evidence) =>
      `${jsonAt(evidence, DRIFT).alarms.length} alarms with their meaning, false alarms stated and measured`,
  },
  {
    id: "3.7",
    phase: 3,
    points: 2,
    asks: "A deployment guide",
    command: "deno task forecast --help",
    artefacts: ["docs/deployment.md"],
    faults: (
      evidence,
    ) => [
      ...missing(evidence, ["docs/deployment.md"]),
      ...lacks(evidence, "docs/deployment.md", ["deno task forecast"]),
    ],
    shows: () => "architecture, monitoring, what to do when",
  },
];
