import { z } from "zod";
import {
  duration,
  nonNegativeInteger,
  positiveInteger,
  positiveNumber,
  speedup,
  text,
  topicName,
} from "../cli/schema.ts";
import { CODECS, DEFAULT_CODEC } from "../../pipeline/records/mod.ts";
import { DATE_ORDERS, type Pace } from "../../pipeline/source/mod.ts";

const topic = (flag: string, env: string, name: string, describe: string) => ({
  flag,
  env,
  schema: topicName(),
  default: name,
  placeholder: "TOPIC",
  describe,
});

export const RAW_TOPIC = topic("raw-topic", "RAW_TOPIC", "air_quality.raw", "readings as measured");
export const CLEAN_TOPIC = topic("clean-topic", "CLEAN_TOPIC", "air_quality.clean", "accepted readings");
export const DLQ_TOPIC = topic(
  "dlq-topic",
  "DLQ_TOPIC",
  "air_quality.dlq",
  "dead-letter topic: rejected messages with their reasons",
);

export const FORECAST_TOPIC = topic(
  "forecast-topic",
  "FORECAST_TOPIC",
  "air_quality.forecasts",
  "forecasts, one for each reading, target and model",
);
export const STATE_TOPIC = topic(
  "state-topic",
  "STATE_TOPIC",
  "air_quality.forecast_state",
  "what the forecaster knows of each station, compacted",
);

export const ALARM_TOPIC = topic(
  "alarm-topic",
  "ALARM_TOPIC",
  "air_quality.alarms",
  "alarms of the forecaster's drift detectors",
);

export const GROUP_ID = {
  flag: "group-id",
  env: "KAFKA_GROUP_ID",
  schema: topicName(),
  default: "air-quality-consumers",
  placeholder: "GROUP",
  describe: "consumer group",
};

/** Of the forecasters; named so where a command has the consumers' group, too. */
export const FORECAST_GROUP_ID = {
  ...GROUP_ID,
  env: "KAFKA_FORECAST_GROUP_ID",
  default: "air-quality-forecasters",
  describe: "consumer group of the forecasters",
};

export const OUT_DIR = {
  flag: "out-dir",
  path: true,
  env: "AIR_QUALITY_OUT_DIR",
  schema: text(),
  default: "data",
  placeholder: "FOLDER",
  describe: "folder of the lake: silver/, rejected/, runs/",
};

/** Where all reports are. */
export const RESULTS_DIR = {
  flag: "results-dir",
  path: true,
  schema: text(),
  default: "reports",
  placeholder: "FOLDER",
  describe: "folder of all reports: explore/, models/, drift/, quality/",
};

/** Where the report goes. */
export const REPORT_DIR = {
  flag: "report-dir",
  path: true,
  env: "AIR_QUALITY_REPORT_DIR",
  schema: text(),
  default: "reports/quality",
  placeholder: "FOLDER",
  describe: "gets the report",
};

/** A flag that takes no value. */
export const booleanFlag = (name: string, describe: string) => ({
  flag: name,
  schema: z.boolean(),
  boolean: true,
  describe,
});

const THOUSANDS = { ",": ",", ".": ".", space: " ", apostrophe: "'", none: "none" } as const;

/** What a replay takes. */
export const REPLAY_OPTIONS = {
  csv: {
    flag: "csv",
    path: true,
    schema: text().optional(),
    placeholder: "FILE",
    describe: "the readings (default: AIR_QUALITY_CSV, data/AirQualityUCI.csv, the download, or the synthetic sample)",
  },
  stationId: {
    flag: "station-id",
    env: "STATION_ID",
    schema: z.string().regex(
      /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
      "expected 1 to 64 of A-Z a-z 0-9 . _ -, the first a letter or digit",
    ),
    default: "uci-air-quality",
    placeholder: "ID",
    describe: "station of the readings, and key of their messages",
  },
  speedup: {
    flag: "speedup",
    schema: speedup().optional(),
    placeholder: "N|max",
    describe:
      "seconds of event time per second (3600000 = 1,000 hours per second, the default without --rate), or max: no pacing",
  },
  rate: {
    flag: "rate",
    schema: positiveNumber("rows/s").optional(),
    placeholder: "ROWS/S",
    excludes: ["speedup"],
    describe: "readings per second, instead of --speedup",
  },
  limit: {
    flag: "limit",
    schema: nonNegativeInteger("readings").optional(),
    placeholder: "READINGS",
    describe: "send at most this many",
  },
  delimiter: {
    flag: "delimiter",
    schema: z.enum([";", ",", "tab"]).transform((name) => name === "tab" ? "\t" as const : name).optional(),
    placeholder: ";|,|tab",
    describe: "force the delimiter of the CSV",
  },
  decimal: {
    flag: "decimal",
    schema: z.enum([",", "."]).optional(),
    placeholder: ",|.",
    describe: "force the decimal mark of the CSV",
  },
  thousands: {
    flag: "thousands",
    schema: z.enum([",", ".", "space", "apostrophe", "none"]).transform((name) => THOUSANDS[name]).optional(),
    placeholder: ",|.|space|apostrophe|none",
    describe: "force what stands between groups of three digits",
  },
  dateOrder: {
    flag: "date-order",
    schema: z.enum(DATE_ORDERS).optional(),
    placeholder: "ORDER",
    describe: `force the order of the dates (${DATE_ORDERS.join(", ")}), with any separator between them`,
  },
  header: {
    flag: "header",
    schema: text().optional(),
    placeholder: "NAMES",
    describe: "names of the columns instead of those in the first line, such as Date,Time,CO(GT)",
  },
};

const { delimiter, decimal, thousands, dateOrder, header } = REPLAY_OPTIONS;

/** What may be forced of a CSV's dialect. */
export const DIALECT_OPTIONS = { delimiter, decimal, thousands, dateOrder, header };

/** When a buffer is written and committed. */
export const ROTATION_OPTIONS = {
  batchSize: {
    flag: "batch-size",
    env: "BATCH_SIZE",
    schema: positiveInteger("rows"),
    default: "10000",
    placeholder: "ROWS",
    describe: "write and commit a partition's rows when there are this many",
  },
  flushInterval: {
    flag: "flush-interval",
    env: "FLUSH_INTERVAL",
    schema: duration(),
    default: "1s",
    placeholder: "TIME",
    describe:
      "write and commit rows that have waited this long; sooner if no more come and the last commit is so long ago",
  },
};

/** What messages are written with. */
export const COMPRESSION = {
  flag: "compression",
  env: "KAFKA_COMPRESSION",
  schema: z.enum(CODECS),
  default: DEFAULT_CODEC,
  placeholder: CODECS.join("|"),
  describe: "codec of the messages that are written; all of them are read",
};

/** Bytes of message values after which a partition's buffer is written whatever the other limits say. */
export const ROTATION_BYTES = 32_000_000;

/** The pace that the flags ask for: at most one of them is given. */
export function paceOf({ speedup, rate }: { speedup?: number | "max" | undefined; rate?: number | undefined }): Pace {
  if (rate !== undefined) return { kind: "rate", rowsPerSecond: rate };
  return speedup === "max" ? { kind: "max" } : { kind: "speedup", eventSecondsPerSecond: speedup ?? 3_600_000 };
}
