/** What a reader has to know of a model before its numbers. */
export interface ModelNote {
  readonly title: string;
  /** How it forecasts. */
  readonly idea: string;
  /** When to trust it. */
  readonly trust: string;
  /** Where it fails. */
  readonly fails: string;
}

const TREES_FAIL =
  "Levels above all that it has learnt from: a leaf is a mean of hours seen, so it cannot go beyond them.";
const LINES_FAIL =
  "Curved relations, such as rush hours on Sundays: each input has one weight, whatever the others are. A sensor that drifts moves the forecast with it.";
const CHANGE =
  "It learns the change from the last observed value and adds it to that value, so it follows a level that training has not seen.";

/** By model name. */
export const MODEL_NOTES: Readonly<Record<string, ModelNote>> = {
  persistence: {
    title: "Persistence",
    idea: "The next hour equals the last observed one.",
    trust: "Flat hours, at night.",
    fails:
      "Every rise and fall: it is always an hour late. It is the baseline: a model that does not beat it is not worth having.",
  },
  seasonal_naive: {
    title: "Seasonal naive",
    idea: "The next hour equals the same hour of the day before, or of the last day that has one.",
    trust: "If nothing of today has been observed.",
    fails:
      "The air of today is more like the air of an hour ago than that of yesterday: it is worse than persistence here.",
  },
  ols: {
    title: "Linear regression",
    idea: "A weighted sum of the 28 features, with the weights that make the squared errors smallest.",
    trust: "Levels and changes like those of training.",
    fails: LINES_FAIL,
  },
  ridge: {
    title: "Ridge regression",
    idea:
      "Linear regression with a penalty on large weights, so that inputs with the same information share the weight.",
    trust: "As linear regression; it differs where features are nearly the same.",
    fails: LINES_FAIL,
  },
  forest: {
    title: "Random forest of the level",
    idea:
      "The mean of 200 trees, each grown on a random sample of the hours, with a random choice of features at each branch.",
    trust: "Levels that training has seen often.",
    fails: TREES_FAIL,
  },
  forest_change: {
    title: "Random forest of the change",
    idea: `A random forest. ${CHANGE}`,
    trust: "Most hours; it follows the levels of a new year.",
    fails: "Jumps that no input announces, and hours after a long gap: the last observed value is then old.",
  },
  boosting: {
    title: "Gradient boosting of the level",
    idea: "300 small trees, each fitted to the errors of the ones before it.",
    trust: "Levels that training has seen often; it takes missing inputs as they are.",
    fails: TREES_FAIL,
  },
  boosting_change: {
    title: "Gradient boosting of the change",
    idea: `Gradient boosting. ${CHANGE}`,
    trust: "Most hours, with missing inputs too.",
    fails: "Jumps that no input announces, and hours after a long gap: the last observed value is then old.",
  },
  xgboost: {
    title: "Gradient boosting in XGBoost's shape",
    idea:
      "Boosted trees of six levels, with leaves shrunk towards zero. It is this project's code, not the package of that name.",
    trust: "As gradient boosting of the level.",
    fails: TREES_FAIL,
  },
  sarima: {
    title: "SARIMA (1,0,1)(1,0,1)₂₄",
    idea:
      "The next hour follows from the last one and from the same hour of the day before, and from the errors of their forecasts. A Kalman filter steps through gaps.",
    trust: "Few parameters, no inputs but the target itself: it works even if all sensors fail.",
    fails:
      "Weather and traffic that the target has not shown yet. Its errors are still correlated: see the Ljung–Box test.",
  },
  lstm: {
    title: "Recurrent network (LSTM) of the level",
    idea: "A network reads the last 48 hours one after the other and keeps a memory of them.",
    trust: "Patterns over hours and days that training has seen often.",
    fails: "A year of data is little for it. Levels that training has not seen.",
  },
  lstm_change: {
    title: "Recurrent network (LSTM) of the change",
    idea: `A recurrent network. ${CHANGE}`,
    trust: "Patterns over hours and days; it follows the levels of a new year.",
    fails: "A year of data is little for it. Jumps that no input announces.",
  },
};
