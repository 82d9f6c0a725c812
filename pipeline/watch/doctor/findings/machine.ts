import { type FindingKind, kindOf } from "./kind.ts";

const kind = kindOf("machine");

/**
 * The version of Deno that the lock file and the tests are held to, as the README's commands name it.
 *
 * @example
 * ```ts
 * import { PINNED_DENO } from "../../mod.ts";
 * import assert from "node:assert/strict";
 * assert.match(PINNED_DENO, /^\d+\.\d+\.\d+$/);
 * ```
 */
export const PINNED_DENO = "2.9.6";

/** What can be wrong with this machine: settings, tools, folders, clock, ports. */
export const MACHINE_FINDINGS = {
  settings_wrong: kind(
    "error",
    "Settings contradict each other",
    "No task connects with half a login, as it would only look protected. The variables are checked together.",
    "set or unset the named KAFKA_… variables; docs/setup.md has a table of them",
    "Cannot connect to Kafka as its settings are wrong",
  ),
  deno_other: kind(
    "warning",
    "Another version of Deno",
    "Packages, lock file and tests are pinned to one version. Another version usually works, but is not tested.",
    `npx -y deno@${PINNED_DENO} task pipeline`,
    "the lock file is refused",
    "a package does not resolve",
  ),
  java_missing: kind(
    "error",
    "There is no Java",
    "Kafka needs Java, and no broker answers yet, so `broker up` and `pipeline` would have to start one.",
    "apt-get install default-jre-headless",
    "there is no java on PATH",
  ),
  java_old: kind(
    "error",
    "Java is too old",
    "Kafka 4 runs on Java 17 and later only.",
    "apt-get install openjdk-17-jre-headless, and put its bin folder first on PATH",
    "UnsupportedClassVersionError",
    "expected version 17 or later",
  ),
  maven_missing: kind(
    "error",
    "There is no Maven to fetch Kafka with",
    "Maven fetches Kafka's jars once into the user's cache folder, and they are not there yet.",
    "apt-get install maven",
    "there is no mvn on PATH",
  ),
  kafka_home_empty: kind(
    "error",
    "KAFKA_HOME holds no Kafka",
    "KAFKA_HOME names your own Kafka, but KAFKA_HOME/libs has no kafka_*.jar.",
    "unset KAFKA_HOME",
    "Cannot start Kafka from",
  ),
  jars_partial: kind(
    "warning",
    "An interrupted fetch of Kafka was left behind",
    "A killed fetch leaves its folder behind. Nothing uses it; it only takes disk space.",
    "rm -r the named folders",
    ".fetching-… folders in the cache folder",
  ),
  disk_low: kind(
    "warning",
    "The disk is nearly full",
    "Kafka stops when its disk is full, and a consumer ends at the first file that it cannot write.",
    "free some space, or put the lake elsewhere: --out-dir FOLDER",
    "No space left on device",
    "os error 28",
  ),
  folder_refused: kind(
    "error",
    "A folder cannot be written",
    "Broker, lake, logs and reports are kept in these folders. A task that cannot write there ends with an error.",
    "chown -R or chmod -R u+rwX the folder, or name another: --out-dir, --report-dir",
    "Permission denied",
    "expected a folder to write in",
  ),
  clock_wrong: kind(
    "warning",
    "The clock is wrong",
    "Messages and runs carry the time of sending, certificates are valid by the clock, and `group reset --to TIMESTAMP` uses it. Readings carry their own time and are not affected.",
    "timedatectl set-ntp true",
    "a certificate is not yet valid",
    "runs in the wrong order",
  ),
  port_taken_metrics: kind(
    "warning",
    "The port of the metrics is taken",
    "A consumer serves its metrics there. If it cannot, it continues without them.",
    "deno task consume --metrics-port 8001",
    "no metrics at 127.0.0.1:8000",
  ),
  port_taken_page: kind(
    "warning",
    "The port of the live page is taken",
    "The live page needs this port. Kafka UI of compose.yaml has its own, 8082.",
    "deno task dashboard --port 8081",
    "the page shows something else",
    "Kafka UI not loading",
  ),
} as const satisfies Record<string, FindingKind>;
