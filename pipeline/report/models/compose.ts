import { type Block, count, type Document, type Section, type Table } from "../../document/mod.ts";
import type { Evaluation, Target, TargetEvaluation } from "../../forecast/mod.ts";
import { formatTimestamp } from "../../reading/mod.ts";
import type { ModelsInputs } from "./inputs.ts";
import { digits, labelOf, LIMIT, percent, placesOf, unitOf } from "./names.ts";
import { targetSection } from "./target_section.ts";

/** A saving over this share of persistence's error is looked into as a leak before it is believed. */
const TOO_GOOD = 30;

/** The page of the models. */
export function composeModels({ evaluation, station, costs }: ModelsInputs): Document {
  const sections: Section[] = [
    summary(evaluation),
    ...[...evaluation.targets].map(([target, evaluated]) => targetSection(target, evaluated)),
    warnings(evaluation),
    rolling(evaluation),
    importance(evaluation),
    {
      id: "cost",
      heading: "What a model costs",
      blocks: [{
        kind: "table",
        caption:
          "Training includes the fit without the month before the cut; a forecast takes a reading and both models",
        columns: columns("Target", "Model", "training, s", "size, KiB", "a forecast, µs"),
        rows: costs.map(({ target, model, trainingMs, bytes, forecastUs }) => [
          labelOf(target),
          model,
          (trainingMs / 1000).toFixed(1),
          (bytes / 1024).toFixed(0),
          forecastUs.toFixed(0),
        ]),
        folded: true,
      }],
    },
  ];
  const subtitle = `${station} · learnt up to ${
    formatTimestamp(evaluation.cutMs).slice(0, 16)
  }, tested on the hours after it`;
  return {
    title: "Forecasts of the next hour",
    subtitle,
    sections: sections.filter(({ blocks }) => blocks.length > 0),
  };
}

export const columns = (...headers: string[]): Table["columns"] =>
  headers.map((header, i) => ({ header, as: i < 2 ? "text" as const : "number" as const }));

function summary({ targets }: Evaluation): Section {
  const used = [...targets].map(([target, { table, details, choice }]) => {
    const { mae, verdict } = table.models[choice.used]!, { skill } = details[choice.used]!;
    return [
      labelOf(target),
      choice.used,
      `${digits(mae, placesOf(target))} ${unitOf(target)}`,
      `${digits(skill, 1)} %`,
      verdict === "not_different" ? "not different" : verdict,
      LIMIT[target],
    ];
  });
  return {
    id: "",
    heading: "",
    blocks: [
      {
        kind: "text",
        text:
          "Each hour, a forecast of the next one. The simplest forecast is that nothing changes (persistence): a model is worth having only where it beats that, and where the difference is more than chance. A verdict is “better” only if the Diebold–Mariano test, corrected by Holm for the number of models, and a bootstrap of whole days agree.",
      },
      {
        kind: "table",
        caption:
          "The model that is used for each target: chosen on the month before the cut alone, simpler first where as good",
        columns: [
          ...columns("Target", "Model", "mean error", "error saved"),
          { header: "beside persistence", as: "text" },
          { header: "to compare", as: "text" },
        ],
        rows: used,
      },
      {
        kind: "notice",
        tone: "warning",
        lead: "What this split cannot show",
        text:
          "With the default cut the models learnt from March to December 2004 and were tested on January to April 2005. No January, February or early March was ever learnt from, and no summer tested. What the table says holds for a winter after such a year; deno task evaluate --rolling adds a table by rolling origin, which tests other seasons.",
      },
      tooGood(targets),
    ],
  };
}

/** The line for which a leak would show first. */
function tooGood(targets: ReadonlyMap<Target, TargetEvaluation>): Block {
  const all = [...targets].flatMap(([target, { details }]) =>
    Object.entries(details).map(([model, { skill }]) => ({ what: `${labelOf(target)} by ${model}`, skill: skill ?? 0 }))
  ).sort((a, b) => b.skill - a.skill);
  const suspects = all.filter(({ skill }) => skill > TOO_GOOD);
  if (suspects.length === 0) {
    const text = `The largest saving is ${digits(all[0]!.skill, 1)} % (${
      all[0]!.what
    }). Over ${TOO_GOOD} % one hour ahead would be looked into as a leak before it is believed.`;
    return { kind: "notice", tone: "good", lead: "Nothing is too good", text };
  }
  const list = suspects.map(({ what, skill }) => `${what} (${digits(skill, 1)} %)`).join(", ");
  return { kind: "notice", tone: "bad", lead: "Too good: look for a leak", text: `Over ${TOO_GOOD} % saved: ${list}.` };
}

function warnings({ targets }: Evaluation): Section {
  const no2 = targets.get("no2_gt");
  const rows = no2 === undefined ? [] : Object.entries(no2.details).flatMap(([model, { warnings }]) => {
    if (warnings === null) return [];
    const { hits, misses, false_alarms } = warnings, over = hits + misses, given = hits + false_alarms;
    return [[
      model,
      model === no2.choice.used ? "used" : "",
      count(hits),
      count(misses),
      count(false_alarms),
      over === 0 ? "–" : percent(hits / over),
      given === 0 ? "–" : percent(hits / given),
    ]];
  });
  const blocks: Block[] = rows.length === 0 ? [] : [
    {
      kind: "text",
      text:
        "A warning is given where the forecast for the next hour is over 200 µg/m³, the hourly limit value of EU directive 2008/50/EC. A miss is an hour over the limit without a warning; a false alarm is a warning without such an hour.",
    },
    {
      kind: "table",
      caption: "Warnings of an hour of NO2 over 200 µg/m³",
      columns: columns(
        "Model",
        "",
        "hits",
        "misses",
        "false alarms",
        "hours over that were warned of",
        "warnings that were right",
      ),
      rows,
    },
  ];
  return { id: "warnings", heading: "Warnings of high NO2", blocks };
}

function rolling({ rolling }: Evaluation): Section {
  const cuts = [...new Set(rolling.map(({ cut }) => cut))].sort();
  const byModel = Map.groupBy(rolling, ({ target, model }) => `${target} ${model}`);
  const rows = [...byModel.values()].map((of) => [
    labelOf(of[0]!.target),
    of[0]!.model,
    ...cuts.map((cut) => digits(of.find((row) => row.cut === cut)?.mae ?? null, placesOf(of[0]!.target))),
  ]);
  const blocks: Block[] = rows.length === 0 ? [] : [
    {
      kind: "text",
      text:
        "Each model fitted again up to the end of each quarter of a year, and tested until the next: every season that the data holds is both learnt from and tested. Compare within a column; levels differ between seasons.",
    },
    {
      kind: "table",
      caption: "Mean absolute error after each cut",
      columns: columns("Target", "Model", ...cuts.map((cut) => `after ${cut.slice(0, 10)}`)),
      rows,
    },
  ];
  return { id: "rolling", heading: "The whole year, by rolling origin", blocks };
}

function importance({ importances }: Evaluation): Section {
  const blocks: Block[] = importances.flatMap(({ target, mae, permuted, ablated }): Block[] => {
    const rows = (of: Readonly<Record<string, number>>) =>
      Object.entries(of).sort(([, a], [, b]) => b - a).map(([name, grown]) => [
        name,
        digits(grown, placesOf(target)),
        `${digits(100 * grown / mae, 1)} %`,
      ]);
    const table = (caption: string, first: string, of: Readonly<Record<string, number>>, folded: boolean): Block => ({
      kind: "table",
      caption: `${labelOf(target)}: ${caption}`,
      columns: [
        { header: first, as: "text" },
        { header: `MAE grows by, ${unitOf(target)}`, as: "number" },
        { header: "share of the MAE", as: "number" },
      ],
      rows: rows(of),
      folded,
    });
    return [
      table("fitted without a group of features", "Group", ablated, false),
      table("one feature shuffled", "Feature", permuted, true),
    ];
  });
  return {
    id: "importance",
    heading: "What each feature is worth",
    blocks: blocks.length === 0 ? [] : [{
      kind: "text",
      text:
        "Measured inside the training part with boosting of the change: fitted without the month before the cut, tested on that month. A feature whose neighbours say the same looks worthless when it alone is shuffled; the groups show what they say together. A number below 0 means that the month was forecast better without.",
    }, ...blocks],
  };
}
