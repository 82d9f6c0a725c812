import { TARGETS } from "../../../forecast/mod.ts";
import { modelLabel } from "../names.ts";
import { type Context, ofModel, pictures, placesOf, type Section, UNITS } from "./context.ts";

const MARKS = { better: "+", not_different: "=", worse: "−" } as const;

/** How forecasts are made, how good they are, how they run and how they are watched. */
export const forecastsSection: Section = (context) => {
  const { figures: { see }, numbers } = context;
  return [
    { kind: "section", text: "Predictive analytics", pages: { min: 2, max: 4 } },
    { kind: "heading", text: "Method" },
    {
      kind: "text",
      text:
        "One hour ahead, for CO, NO2, NOx and benzene: at each reading the next hour is forecast, and nothing later is read. Models learn from the hours up to " +
        "{models.cut|date} and are tested on those after it, {models.targets.no2_gt.train_n|0} and {models.targets.no2_gt.test_n|0} hours of NO2. Time is never shuffled, " +
        "targets are never filled, nothing is fitted to the test part. A program rewrites the future after an hour and checks that no forecast made at it changes " +
        "by a byte. The choice of a model uses the month before the cut alone: the simplest one within a small margin of the best.",
    },
    {
      kind: "text",
      text:
        "*Features.* {final.features|0} of them, by one code for training and stream: the target's values of the last three hours, yesterday and a week ago; mean and spread of " +
        "the last hours; hour, weekday and month as sine and cosine; the other channels now. *Models.* Persistence (the next hour is as the last one) is the " +
        "baseline. Beside it: the same hour of yesterday, linear and ridge regression, a random forest, gradient boosting, SARIMA and a recurrent network. Learners " +
        "that cannot go beyond the levels they have seen come in a second form that learns the change.",
    },
    { kind: "heading", text: "Evaluation" },
    {
      kind: "table",
      caption:
        "Mean absolute error after the cut; + better than persistence, = not different, − worse. Better or worse only where Diebold and Mariano's test, adjusted by Holm, " +
        "and a bootstrap of whole days agree.",
      columns: [
        { header: "Model", share: 2 },
        ...TARGETS.map((target) => ({
          header: `${numbers.targets[target].name}, ${UNITS[target]}`,
          share: 1,
          align: "right" as const,
        })),
      ],
      rows: modelRows(context),
    },
    {
      kind: "table",
      caption:
        "The chosen model of each target. The difference is its error less that of persistence; coverage is how often an interval that promises 90 % held.",
      columns: [
        { header: "Target", share: 0.9 },
        { header: "Chosen", share: 2.2 },
        ...["Saves", "Difference", "p (Holm)", "RMSE", "Scaled error", "Split", "Rolling", "Width"].map((header) => ({
          header,
          share: header === "Difference" ? 1.7 : 0.9,
          align: "right" as const,
        })),
      ],
      rows: TARGETS.map((target) => chosenRow(context, target)),
    },
    ...pictures(context, "models", "coverage", "months"),
    {
      kind: "text",
      text:
        `*What the table says.* For NO2 {final.targets.no2_gt.better|0} of {final.targets.no2_gt.compared|0} models are better than persistence, for CO {final.targets.co_gt.better|0}, for ` +
        `NOx {final.targets.nox_gt.better|0}, for benzene {final.targets.c6h6_gt.better|0}${
          see("models")
        }. A scaled error below one is better than repeating yesterday. ` +
        `${coverageText(context)}${see("coverage")}. ` +
        "*What it cannot say.* The months after the cut are only in the test part, so no season is both learnt and tested whole.",
    },
    { kind: "text", text: businessText(context) },
    { kind: "heading", text: "Deployment and monitoring" },
    {
      kind: "text",
      text:
        "The forecaster is a consumer group of its own on the clean topic. For each reading it writes one forecast a target and model, or a refusal with its reason, " +
        "into a table and a topic, exactly once, with the digest of the model's file and the offsets that it looked back on. The proof makes all forecasts again in " +
        "batch and compares them byte by byte. Running forecasters take new models by themselves; the way back is the former files. Metrics, health and a live page " +
        "show lag, throughput and errors; alert rules and a board for Prometheus and Grafana are in docs/operations.",
    },
    {
      kind: "text",
      text:
        `*Drift.* After the cut {final.psi_year|0} of {final.psi_inputs|0} inputs have changed by more than the usual mark${
          see("stability")
        }${
          numbers.psi_season === null ? "" : "; in the same days of both years {final.psi_season|0} have"
        }: this is how winter and a faulty sensor are separated. Detectors gave {final.alarms.all|0} alarms${
          see("alarms")
        }: {final.alarms.season|0} of the season, {final.alarms.air|0} of the ` +
        "air, {final.alarms.sensor|0} of a sensor, {final.alarms.undecided|0} undecided. A sensor's alarm means that it no longer agrees with its reference as it did. False alarms are promised before and counted after, on years drawn from whole days of " +
        "the clean month:",
    },
    {
      kind: "table",
      caption:
        "Alarms a year and stream in which nothing changes: promised at most, counted, and the interval of the count.",
      columns: [
        { header: "Detector", share: 1.4 },
        ...["Promised", "Counted", "Interval"].map((header) => ({ header, share: 1, align: "right" as const })),
      ],
      rows: context.results.drift.false_alarms.map(({ detector }) => {
        const of = (member: string, form: string) => `{drift.false_alarms[detector=${detector}].${member}|${form}}`;
        return [
          detector.replaceAll("_", " "),
          of("stated_per_year", "0"),
          of("measured_per_year", "2"),
          `${of("low", "2")} to ${of("high", "2")}`,
        ];
      }),
    },
    ...pictures(context, "alarms", "stability", "delays"),
    {
      kind: "table",
      caption: "What to do when it happens.",
      columns: [{ header: "What happens", share: 1.6 }, { header: "What the system does", share: 2.6 }, {
        header: "What people do",
        share: 2.4,
      }],
      rows: [
        [
          "A consumer or forecaster dies",
          "another takes its partitions over, from the last commit",
          "nothing; the proof says whether all is there",
        ],
        [
          "The broker is away",
          "producer and consumers wait, then end with an error that names it",
          "start it again; they continue where they were",
        ],
        [
          "A sensor falls silent",
          "forecasts go on while their inputs reach back far enough, then are refused with the reason",
          "look at the station",
        ],
        ["An alarm means: season", "errors may grow, nothing is broken", "train with a later cut"],
        [
          "An alarm means: sensor",
          "forecasts that read the channel are wrong until it is fixed",
          "check the channel against its reference",
        ],
        [
          "A new model is worse",
          "its rows carry its digest",
          "put the former files back; running forecasters take them",
        ],
      ],
    },
  ];
};

/** Which intervals come nearer to what they promise, over the chosen models. */
function coverageText({ results: { models }, numbers }: Context): string {
  const distance = (kind: "split" | "rolling") =>
    TARGETS.reduce((sum, target) => {
      const held = models.targets[target]!.models[numbers.targets[target].model]!.coverage90[kind];
      return sum + Math.abs((held ?? 0) - 0.9);
    }, 0);
  const nearer = distance("rolling") <= distance("split");
  return `Intervals by the newest errors come ${
    nearer ? "nearer to" : "less near to"
  } what they promise than those that the last month of training fixed`;
}

/** Every model that some target has, in the order of the first one. */
function modelRows({ results: { models } }: Context): string[][] {
  const names = [...new Set(TARGETS.flatMap((target) => Object.keys(models.targets[target]!.models)))];
  return names.map((name) => [
    modelLabel(name),
    ...TARGETS.map((target) => {
      const row = models.targets[target]!.models[name];
      if (row === undefined) return "–";
      const mark = name === "persistence" ? "" : ` ${MARKS[row.verdict]}`;
      return `${ofModel(target, name, "mae", placesOf(target))}${mark}`;
    }),
  ]);
}

function chosenRow({ numbers }: Context, target: typeof TARGETS[number]): string[] {
  const { model, name } = numbers.targets[target], places = placesOf(target);
  const of = (member: string, form: string) => ofModel(target, model, member, form);
  const isBase = model === "persistence";
  return [
    name,
    `{final.targets.${target}.used|text}`,
    `{final.targets.${target}.saved|%0}`,
    isBase ? "–" : `[${of("bootstrap.low", places)}, ${of("bootstrap.high", places)}]`,
    isBase ? "–" : of("dm.p_holm", "p"),
    of("rmse", places),
    of("mase24", "2"),
    of("coverage90.split", "%1"),
    of("coverage90.rolling", "%1"),
    of("width90.rolling", places),
  ];
}

/** Errors as a town feels them. */
function businessText({ numbers: { warnings } }: Context): string {
  const lead = "*In terms of a warning.* ";
  if (warnings.over === 0) {
    return `${lead}No hour after the cut was over 200 µg/m³ of NO2, so warnings cannot be judged.`;
  }
  return `${lead}NO2 was over 200 µg/m³ in {final.warnings.over|0} hours after the cut. The chosen model announced {final.warnings.hits|0} of them an hour before ` +
    `({final.warnings.caught|%0}), missed {final.warnings.misses|0} and gave {final.warnings.false_alarms|0} false alarms${
      warnings.right === null ? "" : "; {final.warnings.right|%0} of its warnings were right"
    }. Whoever pays more for a missed hour than for a false alarm warns by the upper end of the interval instead of the forecast.`;
}
