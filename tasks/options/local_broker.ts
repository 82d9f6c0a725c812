import { cacheFolder } from "../../pipeline/common/mod.ts";
import type { EnsureBrokerOptions } from "../../pipeline/local_kafka/mod.ts";
import { environment } from "../cli/run.ts";
import { hostPorts, text } from "../cli/schema.ts";
import { securityOf } from "./security.ts";

/** The folder of generated data; the local broker keeps its own in `broker` below it. */
export const DATA_DIR = "data";

/** Where the brokers are. */
export const BOOTSTRAP = {
  flag: "bootstrap",
  env: "KAFKA_BROKERS",
  schema: hostPorts(),
  default: "127.0.0.1:9092",
  placeholder: "HOST:PORT",
  describe: "broker addresses, separated by commas",
};

/** An Apache Kafka to start in place of the one that Maven brings. */
export const KAFKA_HOME = {
  flag: "kafka-home",
  path: true,
  env: "KAFKA_HOME",
  schema: text().optional(),
  placeholder: "FOLDER",
  describe: "an unpacked Apache Kafka to start instead of the one that Maven fetches",
};

/** What every task that starts a broker takes from the environment besides its flags. */
export function localBrokerSettings(): Pick<EnsureBrokerOptions, "dataDir" | "cacheDir" | "mavenArgs" | "security"> {
  return {
    dataDir: DATA_DIR,
    security: securityOf(environment),
    cacheDir: cacheFolder((name) => Deno.env.get(name)),
    mavenArgs: (Deno.env.get("MAVEN_ARGS") ?? "").split(" ").filter((argument) => argument !== ""),
  };
}
