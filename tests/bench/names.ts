/** What the measurements are called in tables and in JSON: ratios and plots find them by it. */
export const NAMES = {
  rules: "rules",
  consumer: "consumer",
  noForward: "consumer --no-forward",
  tenfold: "consumer, ten times the rows",
  group: (consumers: number, forward: boolean) =>
    `${consumers} of a group, 4 partitions${forward ? "" : ", --no-forward"}`,
  producer: "producer --speedup max",
  replay: "produce --rate 1000",
  latency: "produce --rate 1000, consume --flush-interval 1s",
  pipeline: "pipeline --speedup max",
  kafkaConsumer: "kafka-consumer-perf-test",
  kafkaProducer: "kafka-producer-perf-test",
  python: "compare.py",
  models: "train, evaluate beside models.py",
  restore: "a forecaster's memory of 10,000 stations",
  spark: "consumer beside Spark Structured Streaming",
  forecast: "forecast beside forecast.py",
  explore: "explore beside explore.py",
};
