import { z } from "zod";
import { isSecured, probeBroker, requireBroker, type Security } from "../pipeline/broker/mod.ts";
import {
  brokerLogs,
  brokerStatus,
  ensureBroker,
  isOwnBroker,
  type NodeCount,
  stopBroker,
  wipeBroker,
} from "../pipeline/local_kafka/mod.ts";
import { PipelineError } from "../pipeline/common/mod.ts";
import { defineCommand, type Options, positiveInteger, runTask, type TaskContext } from "./cli/command.ts";
import { BOOTSTRAP, DATA_DIR, KAFKA_HOME, localBrokerSettings } from "./options/local_broker.ts";
import { booleanFlag } from "./options/pipeline_options.ts";
import { environment } from "./cli/run.ts";
import { securityOf } from "./options/security.ts";

const command = defineCommand({
  name: "broker",
  summary:
    "Manages a Kafka broker on this machine. `up` uses the one that answers at --bootstrap, or starts one there.",
  options: {
    bootstrap: BOOTSTRAP,
    kafkaHome: KAFKA_HOME,
    zookeeper: booleanFlag("zookeeper", "up: Kafka 3.9 with ZooKeeper instead of KRaft, with its own data"),
    nodes: {
      flag: "nodes",
      schema: z.enum(["1", "3"]).transform((text) => Number(text) as NodeCount),
      default: 1,
      placeholder: "1|3",
      describe: "up: number of brokers; a cluster of 3 survives the loss of one, and has data of its own",
    },
    lines: {
      flag: "lines",
      schema: positiveInteger("lines"),
      default: 50,
      placeholder: "LINES",
      describe: "logs: how many lines of each broker, from the end",
    },
    json: booleanFlag("json", "status: as JSON"),
    yes: booleanFlag("yes", "wipe: delete all its topics without asking"),
  },
  positionals: [{
    name: "action",
    choices: ["up", "down", "status", "logs", "wipe"],
    describe: "start it, stop it, show its state (exit status 1 if none answers), show its log, delete its data",
  }],
  examples: [
    "broker up",
    "broker up --bootstrap 127.0.0.1:19092",
    "broker up --nodes 3",
    "broker status --json",
    "broker wipe --yes",
  ],
});

type Context = Pick<TaskContext, "log" | "signal" | "stdout">;

await runTask(command, async (options, context, [action]) => {
  switch (action) {
    case "up":
      return await up(options, context);
    case "status":
      return await status(options, context);
    case "down":
      context.stdout(await stopBroker(DATA_DIR) ? "stopped" : `no broker of ${DATA_DIR}/broker was running`);
      return 0;
    case "logs":
      context.stdout(await brokerLogs(DATA_DIR, options.lines));
      return 0;
    default:
      return await wipe(options, context);
  }
});

async function up(options: Options<typeof command.options>, { log, signal, stdout }: Context): Promise<number> {
  if (options.zookeeper && options.nodes > 1) {
    throw new PipelineError("usage", `Cannot start ${options.nodes} brokers with --zookeeper: expected KRaft`, {
      hint: "leave one of the two out",
    });
  }
  const broker = await ensureBroker({
    ...localBrokerSettings(),
    brokers: options.bootstrap,
    kafkaHome: options.kafkaHome,
    zookeeper: options.zookeeper,
    nodes: options.nodes,
    onStep: (step) => log.info(step),
    signal,
  });
  const how = broker.startedByUs
    ? "started"
    : broker.ours
    ? "already running"
    : "already running, not started from here";
  stdout(`Kafka answers at ${broker.address} (${how})`);
  return 0;
}

async function status({ bootstrap, json }: Options<typeof command.options>, { stdout }: Context): Promise<number> {
  const local = await brokerStatus(DATA_DIR), security = securityOf(environment);
  const brokers = await Promise.all(bootstrap.map(async (address) => ({ address, ...await look(address, security) })));
  const answers = brokers.some(({ kind }) => kind === "kafka");
  if (json) {
    const ours = !isSecured(security) && await isOwnBroker(bootstrap, DATA_DIR);
    stdout(JSON.stringify({ answers, brokers, ours, local: local ?? null }, null, 2));
  } else {
    for (const { address, text } of brokers) stdout(`${address}: ${text}`);
    if (local) {
      for (const { address, running, log } of local.nodes) {
        stdout(`local broker: ${running ? "running" : "not answering"} at ${address}, ${local.mode}, log ${log}`);
      }
      stdout(`processes: ${local.pids.join(", ")}`);
    }
  }
  return answers ? 0 : 1;
}

/** What is at an address, in words, too. */
async function look(address: string, security: Security): Promise<{ kind: string; text: string }> {
  if (isSecured(security)) {
    try {
      await requireBroker([address], security);
      return { kind: "kafka", text: "Kafka answers and accepts our login" };
    } catch (error) {
      if (!(error instanceof PipelineError)) throw error;
      return { kind: "refused", text: error.message };
    }
  }
  const probe = await probeBroker(address);
  if (probe.kind === "kafka") return { ...probe, text: `Kafka answers, cluster ${probe.clusterId}` };
  const other = { TLS: "something that expects TLS listens", SASL: "a Kafka that expects a login listens" };
  if (probe.kind === "other" && probe.wants) return { ...probe, text: other[probe.wants] };
  return { ...probe, text: probe.kind === "other" ? "something that is not Kafka listens" : "nothing listens" };
}

async function wipe({ yes }: Options<typeof command.options>, { stdout }: Context): Promise<number> {
  const question = `Delete ${DATA_DIR}/broker with every topic in it?`;
  if (!yes && !(Deno.stdin.isTerminal() && confirm(question))) {
    throw new PipelineError(
      "usage",
      `Cannot wipe ${DATA_DIR}/broker without confirmation: every topic in it would be lost`,
      {
        hint: "answer y when asked, or add --yes",
      },
    );
  }
  await wipeBroker(DATA_DIR);
  stdout(`deleted ${DATA_DIR}/broker`);
  return 0;
}
