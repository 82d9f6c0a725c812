const LABELS: Readonly<Record<string, string>> = {
  persistence: "persistence",
  seasonal_naive: "seasonal naive",
  ols: "linear regression",
  ridge: "ridge regression",
  forest: "random forest, level",
  forest_change: "random forest, change",
  boosting: "gradient boosting, level",
  boosting_change: "gradient boosting, change",
  xgboost: "boosting in XGBoost's shape",
  sarima: "SARIMA",
  lstm: "recurrent network (LSTM), level",
  lstm_change: "recurrent network (LSTM), change",
};

/** What the paper calls a model: a name without a digit, as digits in prose are results. */
export const modelLabel = (name: string): string => LABELS[name] ?? name.replaceAll("_", " ");
