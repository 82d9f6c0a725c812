import { type Block, count, type Section, type Table } from "../../document/mod.ts";
import type { ModelDetail, Scored, SliceTables, Target, TargetEvaluation } from "../../forecast/mod.ts";
import { byHourChart } from "./charts/by_hour.ts";
import { coverageChart } from "./charts/coverage.ts";
import { residualsChart } from "./charts/residuals.ts";
import { weekChart } from "./charts/week.ts";
import { digits, labelOf, percent, placesOf, pText, unitOf, VERDICT } from "./names.ts";

/** Hours that the chart of forecasts shows: two weeks. */
const SHOWN_HOURS = 336;

/** All of one target: the table, and how the used model fails. */
export function targetSection(target: Target, evaluation: TargetEvaluation): Section {
  const { choice: { used }, details, table, rows } = evaluation;
  const detail = details[used]!, base = details["persistence"]!, last = rows.get(used)!.slice(-SHOWN_HOURS);
  const forms = Object.values(evaluation.choice.forms).join(", ");
  return {
    id: target,
    heading: labelOf(target),
    blocks: [
      {
        kind: "text",
        text: `Errors in ${unitOf(target)}. ${count(table.train_n)} hours were learnt from, ${
          count(table.test_n)
        } tested, ${
          count(table.strict_n)
        } of them strictly (observed an hour and a day before, so that no baseline fell back on an older value). ${
          forms === "" ? "" : `Form chosen on the month before the cut: ${forms}. `
        }Used: ${used}.`,
      },
      modelTable(target, evaluation),
      {
        kind: "chart",
        name: `${target}-week`,
        alt: `${labelOf(target)}: actual values and forecasts by ${used} over the last two weeks`,
        spec: (width) => weekChart(target, used, last, width),
        data: forecastTable(target, last),
      },
      {
        kind: "chart",
        name: `${target}-by-hour`,
        alt: `${labelOf(target)}: error by hour of the day, ${used} and persistence`,
        spec: (width) => byHourChart(target, used, detail.slices.hour, base.slices.hour, width),
        data: sliceTable("By hour of the target", detail.slices.hour, target),
      },
      sliceTable("By level: quartiles of the training part", detail.slices.level, target),
      {
        kind: "chart",
        name: `${target}-coverage`,
        alt: `${labelOf(target)}: share of hours inside the 90 % interval by month, split and rolling`,
        spec: (width) => coverageChart(target, detail.slices.month, width),
        data: sliceTable("By month", detail.slices.month, target),
      },
      {
        kind: "chart",
        name: `${target}-residuals`,
        alt: `${labelOf(target)}: autocorrelation of the errors of ${used}`,
        spec: (width) => residualsChart(target, used, detail.residuals.acf, detail.scored, width),
        data: {
          caption: `Autocorrelation of the errors; Ljung–Box over 24 lags: p ${
            pText(detail.residuals.ljung_box?.p ?? null)
          }`,
          columns: [{ header: "lag, hours", as: "text" }, { header: "autocorrelation", as: "number" }],
          rows: detail.residuals.acf.map((value, i) => [String(i + 1), digits(value, 3)]),
        },
      },
    ],
  };
}

function modelTable(target: Target, { table, details, choice }: TargetEvaluation): Block {
  const places = placesOf(target), number = (header: string) => ({ header, as: "number" as const });
  return {
    kind: "table",
    caption: `${
      labelOf(target)
    }: the models beside persistence. p by Diebold–Mariano with 24 lags, Holm over all models; saving with its 95 % interval by 10,000 draws of days`,
    columns: [
      { header: "Model", as: "text" },
      { header: "verdict", as: "text" },
      ...["MAE", "RMSE", "R²", "bias", "MASE24", "MAE strict", "skill", "MAE minus persistence's", "p", "p (Holm)"].map(
        number,
      ),
      ...["90 % split", "90 % rolling", "width split", "width rolling", "hours", "refused"].map(number),
    ],
    rows: Object.entries(table.models).map(([name, row]) => {
      const { scored, refused, skill } = details[name] as ModelDetail, { diff, low, high } = row.bootstrap;
      return [
        name === choice.used ? `${name} (used)` : name,
        name === "persistence" ? "–" : VERDICT[row.verdict],
        digits(row.mae, places),
        digits(row.rmse, places),
        digits(row.r2, 3),
        digits(row.bias, places),
        digits(row.mase24, 3),
        digits(row.mae_strict, places),
        `${digits(skill, 1)} %`,
        diff === null ? "–" : `${digits(diff, places)} (${digits(low, places)} to ${digits(high, places)})`,
        pText(row.dm.p),
        pText(row.dm.p_holm),
        percent(row.coverage90.split),
        percent(row.coverage90.rolling),
        digits(row.width90.split, places),
        digits(row.width90.rolling, places),
        count(scored),
        count(Object.values(refused).reduce((sum, n) => sum + n, 0)),
      ];
    }),
  };
}

function sliceTable(caption: string, slices: SliceTables["hour"], target: Target): { kind: "table" } & Table {
  const places = placesOf(target);
  return {
    kind: "table",
    caption,
    columns: ["", "hours", "MAE", "bias", "90 % split holds", "90 % rolling holds"].map((header, i) => ({
      header,
      as: i === 0 ? "text" as const : "number" as const,
    })),
    rows: slices.map(({ name, n, mae, bias, split, rolling }) => [
      name,
      count(n),
      digits(mae, places),
      digits(bias, places),
      percent(split),
      percent(rolling),
    ]),
  };
}

function forecastTable(target: Target, rows: readonly Scored[]): Table {
  const places = placesOf(target);
  return {
    caption: "The last hours",
    columns: ["Target time", "actual", "forecast", "low", "high"].map((header, i) => ({
      header,
      as: i === 0 ? "text" as const : "number" as const,
    })),
    rows: rows.slice(-48).map(({ ms, actual, value, early, rollingHalf }) => [
      new Date(ms).toISOString().slice(0, 16).replace("T", " "),
      digits(actual, places),
      digits(value, places),
      digits(early - rollingHalf, places),
      digits(early + rollingHalf, places),
    ]),
  };
}
