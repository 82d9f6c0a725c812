import { type Evaluation, featuresOf, forecasterNamed, LEARNERS, type ModelIndex } from "../../forecast/mod.ts";
import { digits, labelOf, percent, placesOf, pText, unitOf, VERDICT } from "./names.ts";
import { MODEL_NOTES } from "./notes.ts";

/**
 * A card of each model, as Markdown by file name: what it is, when to trust it, how it did. `README.md` lists them. The same models give
 * the same bytes.
 */
export function modelCards(evaluation: Evaluation, index: ModelIndex): Map<string, string> {
  const names = LEARNERS.map(({ name }) => name).filter((name) => index.models.some(({ model }) => model === name));
  const list = names.map((name) => `- [${MODEL_NOTES[name]!.title}](${name}.md)`);
  const readme = `# Models\n\n${LEGEND}\n\n${list.join("\n")}\n`;
  return new Map([
    ["README.md", readme],
    ...names.map((name) => [`${name}.md`, cardOf(name, evaluation, index)] as const),
  ]);
}

const LEGEND =
  "One card for each model, made by `deno task evaluate --docs docs`. The tables are of the hours after the cut. " +
  "“Used” marks the model that training chose: the simplest one within 2 % of the lowest MAE on the month before the cut. " +
  "Skill is 1 − MAE / MAE of persistence. " +
  "p is of the Diebold–Mariano test against persistence, adjusted by Holm. The last column is the share of hours that lie " +
  "in the 90 % interval.";

function cardOf(name: string, { targets }: Evaluation, index: ModelIndex): string {
  const { title, idea, trust, fails } = MODEL_NOTES[name]!, { settings, minTargets } = forecasterNamed(name)!;
  const rows = [...targets].flatMap(([target, { table, details, choice }]) => {
    const row = table.models[name], places = placesOf(target);
    if (row === undefined) return [];
    const cells = [
      `${labelOf(target)}${choice.used === name ? ", used" : ""}`,
      `${digits(row.mae, places)} ${unitOf(target)}`,
      `${digits(row.rmse, places)} ${unitOf(target)}`,
      `${digits(details[name]!.skill, 1)} %`,
      name === "persistence" ? "–" : VERDICT[row.verdict],
      pText(row.dm.p_holm),
      percent(row.coverage90.rolling),
    ];
    return [`| ${cells.join(" | ")} |`];
  });
  const set = Object.entries(settings).map(([key, value]) => `- ${key}: \`${JSON.stringify(value)}\``);
  return [
    `# ${title}`,
    `**Name.** \`${name}\``,
    `**Idea.** ${idea}`,
    `**When to trust it.** ${trust}`,
    `**Where it fails.** ${fails}`,
    `**Learnt from.** Silver of the station \`${index.station}\` up to ${index.cut}; at least ${minTargets} observed hours are needed.`,
    ...set.length === 0 ? [] : [`**Settings.**\n\n${set.join("\n")}`],
    `**On the hours after the cut.**\n\n` +
    `| target | MAE | RMSE | skill | beside persistence | p (Holm) | 90 % interval holds |\n` +
    `| --- | --- | --- | --- | --- | --- | --- |\n${rows.join("\n")}`,
  ].join("\n\n") + "\n";
}

/** `features.md`: the table of features, as the models get them. */
export function featuresDocument(): string {
  const rows = featuresOf("co_gt").map(({ name, formula, knownWhen, finding, reason }) =>
    `| \`${name}\` | ${formula} | ${knownWhen} | ${finding} | ${reason} |`
  );
  return [
    "# Features",
    "The 28 inputs of the models that learn from rows, for CO; for another target its own field changes places with `co_gt`. y is the target, t the origin, t+1 the hour that is forecast. Made by `deno task evaluate --docs docs` from `pipeline/forecast/feature_table.ts`; the code that computes them is `pipeline/forecast/feature_state.ts`, for training, backtest and stream alike.",
    "Each value is rounded to float32 once. Linear models, forests and networks get each feature carried forward over all hours, skipped ones too; boosting gets the gap. Nothing after t is read.",
    "| feature | formula | known | finding that asks for it | reason |\n| --- | --- | --- | --- | --- |\n" +
    rows.join("\n"),
  ].join("\n\n") + "\n";
}
