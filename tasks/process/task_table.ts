/**
 * Every task with all that it may do. deno.json's task lines are made from this table (`deno task permissions --write`), and the gate
 * fails where the two differ.
 *
 * A new task `NAME` is one entry here: the script is `tasks/NAME.ts` (`:` becomes `_`), and `needs` lists what it uses, nearly always
 * some of the constants below: `"explore": { needs: [TASK, LAKE, REPORT_FOLDER, POLARS] }`. Then run `deno task permissions --write`;
 * it also settles a conflict in deno.json, once either side of it was taken.
 * To find out what a script asks Deno for, run it once with `DENO_AUDIT_PERMISSIONS=FILE`.
 *
 * @module
 */
import type { Needs, TaskEntry } from "./permissions.ts";

const ANY_FOLDER = (flag: string) => ({ any: `the user names the folder (${flag})` });

/** Each task has a log, levels of it, and paths that a user gave in the folder that the task was called from. */
const TASK: Needs = {
  read: { any: "users name files anywhere" },
  write: ["data/logs"],
  env: ["LOG_LEVEL", "NODE_*", "INIT_CWD"],
  sys: ["hostname"],
};

/** The native library of Polars. */
const POLARS: Needs = { ffi: ["./node_modules"], sys: ["cpus", "networkInterfaces"] };

/** Pictures of a report are drawn by resvg, a native library too. */
const PICTURES: Needs = { ffi: ["./node_modules"] };

/** A paper is set by Typst, a native library, whose loader asks which of its builds to take. */
const PAPER: Needs = { ffi: ["./node_modules"], env: ["NAPI_RS_*"] };

/** A cluster, wherever it is. */
const KAFKA: Needs = {
  net: { any: "a cluster names the hosts of its brokers, so no list made here can have them all" },
  env: ["KAFKA_*", "KAFKAJS_*"],
};

const TOPICS: Needs = {
  env: ["RAW_TOPIC", "CLEAN_TOPIC", "DLQ_TOPIC", "FORECAST_TOPIC", "STATE_TOPIC", "ALARM_TOPIC"],
};

/** Starts and stops the broker of this machine, by jars from a cache of the user's. */
const LOCAL_BROKER: Needs = {
  write: { any: "Kafka's jars are kept in the user's cache folder (XDG_CACHE_HOME)" },
  env: ["HOME", "XDG_CACHE_HOME", "MAVEN_ARGS"],
  run: ["java", "mvn", "kill", "ps"],
};

/** Reads a lake, which may be in an object store. */
const LAKE: Needs = {
  write: { any: "copies of an object store's files are kept in the user's cache folder (XDG_CACHE_HOME)" },
  net: { any: "an object store may be anywhere (AWS_ENDPOINT_URL)" },
  env: ["AIR_QUALITY_*", "AWS_*", "HOME", "XDG_CACHE_HOME"],
};

const WRITES_LAKE: Needs = { ...LAKE, write: ANY_FOLDER("--out-dir") };

const REPORT_FOLDER: Needs = { write: ANY_FOLDER("--report-dir"), env: ["AIR_QUALITY_*"] };

/** The CSV of the user, or the official download, which is kept in `data`. */
const DATASET: Needs = {
  write: ["data"],
  net: ["archive.ics.uci.edu"],
  env: ["AIR_QUALITY_*"],
};

const ROTATION: Needs = { env: ["BATCH_SIZE", "FLUSH_INTERVAL"] };

const METRICS: Needs = { env: ["METRICS_PORT"] };

/** Sets up and runs Jupyter, which starts the kernel. */
const JUPYTER: Needs = {
  write: { any: "Jupyter is kept in the user's cache folder (XDG_CACHE_HOME)" },
  env: ["HOME", "XDG_CACHE_HOME", "JUPYTER_PATH", "PATH"],
  run: ["python3"],
};

/** What the tools of developers do that start brokers and tasks of their own, in temporary folders. */
const TRIAL: Needs = {
  write: { any: "temporary folders" },
  net: ["127.0.0.1"],
  env: ["KAFKA_*", "KAFKAJS_*", "METRICS_PORT", "HOME", "XDG_CACHE_HOME", "MAVEN_ARGS", "PATH", "TEST_KAFKA"],
  sys: ["osRelease", "systemMemoryInfo"],
  run: ["deno", "java", "mvn", "kill", "ps"],
};

const BROWSER: Needs = { run: ["chromium"] };

/** Works on this repository alone. */
const REPOSITORY: Needs = {
  read: ["."],
  write: ["data/logs"],
  env: ["LOG_LEVEL", "NODE_*", "INIT_CWD"],
  sys: ["hostname"],
};

/** Small young generations and early collections: docs/performance.md has what they change. */
const STREAMING = ["--max-semi-space-size=8", "--heap-growing-percent=150"];
/** And its Workers collect after each model. */
const TRAINING = [...STREAMING, "--expose-gc"];

/** In the order in which `deno task` lists them. */
export const TASKS: Readonly<Record<string, TaskEntry>> = {
  "pipeline": {
    v8Flags: STREAMING,
    needs: [
      ...[TASK, KAFKA, TOPICS, LOCAL_BROKER, DATASET, WRITES_LAKE, POLARS, REPORT_FOLDER, PICTURES],
      ...[ROTATION, METRICS, { env: ["STATION_ID"], run: ["deno"] }],
    ],
  },
  "produce": { needs: [TASK, KAFKA, TOPICS, DATASET, WRITES_LAKE, METRICS, { env: ["STATION_ID"] }] },
  "consume": { v8Flags: STREAMING, needs: [TASK, KAFKA, TOPICS, WRITES_LAKE, POLARS, ROTATION, METRICS] },
  "forecast": { v8Flags: STREAMING, needs: [TASK, KAFKA, TOPICS, WRITES_LAKE, POLARS, ROTATION, METRICS] },
  "compact": { needs: [TASK, KAFKA, TOPICS, WRITES_LAKE, POLARS] },
  "prove": { needs: [TASK, KAFKA, TOPICS, WRITES_LAKE, POLARS] },
  "report": { needs: [TASK, LAKE, POLARS, REPORT_FOLDER, PICTURES] },
  "drift": { needs: [TASK, LAKE, POLARS, REPORT_FOLDER, PICTURES] },
  "data": { needs: [TASK, DATASET] },
  "broker": { needs: [TASK, KAFKA, LOCAL_BROKER] },
  "topics": { needs: [TASK, KAFKA, TOPICS] },
  "group": { needs: [TASK, KAFKA, TOPICS] },
  "dashboard": { needs: [TASK, KAFKA, TOPICS, LAKE, { env: ["UI_PORT"] }] },
  "pictures": {
    script: "tests/watch/pictures.ts",
    needs: [TASK, TRIAL, BROWSER, TOPICS, LAKE, POLARS],
  },
  "pictures:report": {
    script: "tests/report/pictures.ts",
    needs: [
      ...[TASK, LAKE, POLARS, PICTURES, BROWSER],
      { write: { any: "temporary folders" }, net: ["127.0.0.1"], env: ["PATH"] },
    ],
  },
  "split": { needs: [TASK, DATASET, { write: ANY_FOLDER("--out-dir") }] },
  "export": { needs: [TASK, LAKE, POLARS, { write: { any: "the user names the file (--out)" } }] },
  "doctor": {
    needs: [
      ...[TASK, KAFKA, TOPICS, LAKE],
      ...[{ write: ANY_FOLDER("--out-dir, --report-dir") }, { sys: ["statfs"] }],
      ...[{ env: ["HOME", "XDG_CACHE_HOME"] }, { run: ["java", "mvn", "ps"] }],
    ],
  },
  "views": { needs: [TASK, LAKE, POLARS, { write: ANY_FOLDER("--views-dir") }] },
  "explore": { needs: [TASK, LAKE, POLARS, REPORT_FOLDER, PICTURES, PAPER] },
  "final": { needs: [TASK, LAKE, POLARS, REPORT_FOLDER, PAPER] },
  "grade": { needs: [TASK, LAKE, POLARS, REPORT_FOLDER, PAPER, { run: ["deno"] }] },
  "train": { v8Flags: TRAINING, needs: [TASK, WRITES_LAKE, POLARS] },
  "models": { needs: [TASK, { write: ANY_FOLDER("--out-dir"), env: ["AIR_QUALITY_*"] }] },
  "evaluate": { needs: [TASK, LAKE, POLARS, REPORT_FOLDER, PICTURES] },
  "dlq": { needs: [TASK, KAFKA, TOPICS] },
  "trace": { needs: [TASK, LAKE, POLARS] },
  "contract": { needs: [TASK, { write: ["docs/contract"], env: ["LOG_STREAM", "LOG_TOKENS"] }] },
  "check": { needs: [REPOSITORY, { write: ["data"], run: ["deno", "git"] }] },
  "test": { needs: [REPOSITORY, { write: ["data"], run: ["deno", "git"] }] },
  "permissions": { needs: [REPOSITORY, { write: ["deno.json"] }] },
  "policies": { needs: [TASK, DATASET] },
  "faults:inject": { needs: [TASK, { write: { any: "the user names the files (--out, --labels)" } }] },
  "notebooks": { needs: [TASK, KAFKA, JUPYTER, { run: ["kill", "ps"] }] },
  "notebooks:lab": { needs: [TASK, JUPYTER, { sys: ["uid"] }] },
  "notebooks:pictures": {
    script: "tests/notebooks/pictures.ts",
    needs: [TASK, TRIAL, BROWSER, LAKE, POLARS],
  },
  "bench": {
    script: "tests/bench/bench.ts",
    needs: [TASK, TRIAL, DATASET, LAKE, { sys: ["cpus"], run: ["python3"] }],
  },
  "fault": {
    script: "tests/fault/fault.ts",
    needs: [TASK, TRIAL, LAKE, POLARS, { env: ["DENO_DIR"], run: ["mount", "umount", "weed"] }],
  },
};
