/** What the notebooks need besides `pipeline/`: showing, parameters, a world to work in, waiting. @module */
export { openLiveFacts, type Row, showFacts, showTable } from "./support/table.ts";
export { openLiveCounts } from "./support/live.ts";
export { showChart, showExploreChart, showReportChart } from "./support/chart.ts";
export { findDataset, notebookSettings, type Settings } from "./support/settings.ts";
export { openWorld, replayOf, type World } from "./support/world.ts";
export { limitOf, paceOf } from "./support/parameters.ts";
export { readProgress, spawnConsumer, startConsumer, untilCommitted } from "./support/consumer.ts";
export { examineMachine } from "./support/machine.ts";
export { readMessages, textOf } from "./support/topic.ts";
export { type MadeFile, readReportFile } from "./support/work.ts";
export { finish } from "./support/finish.ts";
export {
  openForecasting,
  readForecastProgress,
  spawnForecaster,
  trainModels,
  untilForecast,
} from "./support/forecaster.ts";
export { driftedCsv } from "./support/drifted_csv.ts";
export { driftChart, forecastChart } from "./support/forecast_chart.ts";
