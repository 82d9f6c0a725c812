import { type Security, TOPIC_DEFAULTS } from "../pipeline/broker/mod.ts";
import { cacheFolder, PipelineError } from "../pipeline/common/mod.ts";
import { diagnose, guideText, PINNED_DENO } from "../pipeline/watch/mod.ts";
import { defineCommand, port, positiveInteger, runTask } from "./cli/command.ts";
import { doctorText } from "./text/doctor_text.ts";
import { BOOTSTRAP, DATA_DIR, KAFKA_HOME } from "./options/local_broker.ts";
import {
  booleanFlag,
  CLEAN_TOPIC,
  DIALECT_OPTIONS,
  DLQ_TOPIC,
  GROUP_ID,
  OUT_DIR,
  RAW_TOPIC,
  REPLAY_OPTIONS,
  REPORT_DIR,
} from "./options/pipeline_options.ts";
import { environment, fromCaller } from "./cli/run.ts";
import { LAKE, lakeOf } from "./options/lake.ts";
import { securityOf } from "./options/security.ts";

/** Somebody waits for an answer: it need not outlast a restart of the store. */
const OUTAGE_TIMEOUT_MS = 5_000;

const GUIDE = "docs/troubleshooting.md";

const { csv } = REPLAY_OPTIONS;

const portOf = (flag: string, fallback: string, describe: string) => ({
  flag,
  schema: port(),
  default: fallback,
  placeholder: "PORT",
  describe,
});

const command = defineCommand({
  name: "doctor",
  summary:
    "Checks machine, broker, topics, group, data set and lake. For each problem: what, why, and the command that fixes it. Exit status 0 without errors.",
  options: {
    bootstrap: BOOTSTRAP,
    kafkaHome: KAFKA_HOME,
    rawTopic: RAW_TOPIC,
    cleanTopic: CLEAN_TOPIC,
    dlqTopic: DLQ_TOPIC,
    groupId: GROUP_ID,
    partitions: {
      flag: "partitions",
      schema: positiveInteger("partitions"),
      default: TOPIC_DEFAULTS.partitions,
      placeholder: "PARTITIONS",
      describe: "expected number of partitions of each topic",
    },
    outDir: { ...OUT_DIR, describe: "the lake" },
    lake: LAKE,
    reportDir: REPORT_DIR,
    csv,
    ...DIALECT_OPTIONS,
    metricsPort: portOf("metrics-port", "8000", "port of the metrics"),
    pagePort: portOf("page-port", "8080", "port of the live page"),
    json: booleanFlag("json", "print what was found as JSON"),
    guide: booleanFlag("guide", `check nothing: write ${GUIDE} from the table of problems`),
  },
  examples: ["doctor", "doctor --json", "doctor --csv readings.csv --bootstrap kafka.example:9092"],
});

await runTask(command, async (options, { stdout }) => {
  if (options.guide) {
    await Deno.writeTextFile(GUIDE, guideText());
    stdout(GUIDE);
    return 0;
  }
  const { security, settingsFault } = settings();
  const diagnoses = await diagnose({
    brokers: options.bootstrap,
    security,
    settingsFault,
    raw: options.rawTopic,
    clean: options.cleanTopic,
    deadLetters: options.dlqTopic,
    groupId: options.groupId,
    partitions: options.partitions,
    dataDir: DATA_DIR,
    outDir: options.outDir,
    lake: lakeOf(options, environment, OUTAGE_TIMEOUT_MS),
    nonce: crypto.randomUUID(),
    reportDir: options.reportDir,
    cacheDir: cacheFolder((name) => Deno.env.get(name)),
    kafkaHome: options.kafkaHome,
    csvPath: options.csv ?? await usualCsv(),
    dialectOptions: options,
    deno: { running: Deno.version.deno, pinned: PINNED_DENO },
    ports: [{ port: options.metricsPort, for: "metrics" }, { port: options.pagePort, for: "page" }],
    nowMs: Date.now(),
  });
  stdout(options.json ? JSON.stringify(diagnoses, null, 2) : doctorText(diagnoses));
  return diagnoses.some(({ findings }) => findings.some(({ severity }) => severity === "error")) ? 1 : 0;
});

/** What cannot be used is a finding here, and no reason to look at nothing else. */
function settings(): { security: Security; settingsFault: string | null } {
  try {
    return { security: securityOf(environment), settingsFault: null };
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    return { security: {}, settingsFault: error.message };
  }
}

/** The CSV that a replay would take without a download. */
async function usualCsv(): Promise<string | undefined> {
  const named = Deno.env.get("AIR_QUALITY_CSV");
  if (named) return fromCaller(named);
  const path = `${DATA_DIR}/AirQualityUCI.csv`;
  return await Deno.stat(path).then(() => path, () => undefined);
}
