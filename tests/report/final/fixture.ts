import { studyDrift } from "../../../pipeline/drift/mod.ts";
import { exploreStation } from "../../../pipeline/explore/mod.ts";
import {
  detailsJson,
  evaluateTarget,
  type Evaluation,
  forecasterNamed,
  modelsJson,
  TARGETS,
} from "../../../pipeline/forecast/mod.ts";
import { exploreText } from "../../../pipeline/explore/mod.ts";
import { type FinalResults, parseFinalResults, type ResultName } from "../../../pipeline/report/mod.ts";
import { digestOf, jsonReport } from "../../../pipeline/report/quality/json.ts";
import { HOUR_MS, type HourlySeries, splitSeries, timestampMs } from "../../../pipeline/series/mod.ts";
import { madeHours } from "../../support/hours.ts";
import { inputs } from "../quality/fixture.ts";

export const SILVER = "ab".repeat(32);

/** Thirteen months of made hours, so that there are the same weeks twice. */
export const series: HourlySeries = {
  ...madeHours(9_600),
  stationId: "made",
  late: 0,
  doubled: 0,
  offHour: 0,
  notes: new Map(),
};

const CUT = 7_134, cutMs = timestampMs(series, CUT - 1), hours = splitSeries(series, cutMs)[0];
if ((cutMs + HOUR_MS) % (24 * HOUR_MS) !== 0) throw new Error("the cut is the last hour of a day");

/** Names that stand for the slow learners, with ridge's numbers. */
const COPIES = [
  "ols",
  "forest",
  "forest_change",
  "boosting",
  "boosting_change",
  "xgboost",
  "sarima",
  "lstm",
  "lstm_change",
];

function evaluation(): Evaluation {
  const targets = TARGETS.map((target) => {
    const fitted = ["persistence", "seasonal_naive", "ridge"].map((name) =>
      forecasterNamed(name)!.fit({ target, hours, seed: 1 })
    );
    const evaluated = evaluateTarget({ target, hours: series, cutMs, fitted, seed: 1 });
    const copied = <T>(rows: Readonly<Record<string, T>>) => ({
      ...rows,
      ...Object.fromEntries(COPIES.map((name) => [name, rows["ridge"]!])),
    });
    const { table, details } = evaluated;
    return [target, {
      ...evaluated,
      table: { ...table, models: copied(table.models) },
      details: copied(details),
    }] as const;
  });
  return { cutMs, silverDigest: SILVER, targets: new Map(targets), rolling: [], importances: [] };
}

const evaluated = evaluation();
const drifted = studyDrift(series, {
  cutMs,
  fitted: [{ target: "no2_gt", model: forecasterNamed("persistence")!.fit({ target: "no2_gt", hours, seed: 1 }) }],
  seed: 1,
  years: 5,
  runs: 1,
  silverDigest: SILVER,
});
const quality = inputs();

/** The text of each results file. */
export const TEXTS: Readonly<Record<ResultName, string>> = {
  explore: exploreText(exploreStation(series, [{ id: "made", file: "explore.json" }], SILVER).numbers),
  models: modelsJson(evaluated),
  details: detailsJson(evaluated),
  drift: JSON.stringify(drifted),
  quality: jsonReport(quality),
};

export const LAKE = { silverDigest: SILVER, qualityDigest: digestOf(quality.quality) };

/** The results, with some changed. */
export const results = (changes: Partial<FinalResults> = {}): FinalResults => ({
  ...parseFinalResults(TEXTS, LAKE),
  ...changes,
});
