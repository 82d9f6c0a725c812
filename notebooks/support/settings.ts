import { fileURLToPath } from "node:url";
import { cacheFolder } from "../../pipeline/common/mod.ts";
import type { EnsureBrokerOptions } from "../../pipeline/local_kafka/mod.ts";
import { chooseDataset, type Dataset } from "../../pipeline/source/mod.ts";

/** The checkout, or, for tests, the folder that stands for it: data/ and reports/ are below it. */
export const HOME = Deno.env.get("NOTEBOOKS_HOME") ??
  fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** Where a notebook keeps what it makes, apart from that of `deno task pipeline` and of the other notebooks. */
export interface Settings {
  broker: EnsureBrokerOptions;
  topics: { raw: string; clean: string; deadLetters: string };
  group: string;
  forecasters: string;
  lakeDir: string;
  stationId: string;
  reportDir: string;
  exploreDir: string;
}

/** The settings of a notebook, by its number. */
export function notebookSettings(number: string): Settings {
  const name = `notebook_${number}`;
  return {
    broker: {
      brokers: (Deno.env.get("KAFKA_BROKERS") || "127.0.0.1:9092").split(","),
      dataDir: `${HOME}/data`,
      cacheDir: cacheFolder((variable) => Deno.env.get(variable)),
      mavenArgs: (Deno.env.get("MAVEN_ARGS") ?? "").split(" ").filter((argument) => argument !== ""),
      kafkaHome: Deno.env.get("KAFKA_HOME"),
      onStep: () => {},
    },
    topics: { raw: `${name}.raw`, clean: `${name}.clean`, deadLetters: `${name}.dlq` },
    group: name,
    forecasters: `${name}.forecasters`,
    lakeDir: `${HOME}/data/${name}`,
    stationId: "uci-air-quality",
    reportDir: `${HOME}/reports/notebooks/quality`,
    exploreDir: `${HOME}/reports/notebooks/explore`,
  };
}

/** The data set, found as by every task: AIR_QUALITY_CSV, data/AirQualityUCI.csv, the official download, the synthetic sample. */
export function findDataset(): Promise<Dataset> {
  return chooseDataset({
    envCsv: Deno.env.get("AIR_QUALITY_CSV"),
    dataDir: `${HOME}/data`,
    sampleDir: fileURLToPath(new URL("../../data/sample", import.meta.url)),
    fetch,
    timeoutMs: 20_000,
  });
}
