/** How bad it is: an error keeps the pipeline from its work, a warning does not. */
export type Severity = "error" | "warning";

/** What the doctor knows of one kind of fault. */
export interface FindingKind {
  readonly area: Area;
  readonly severity: Severity;
  /** The fault, as a heading of the guide. */
  readonly title: string;
  /** What a user sees of it elsewhere; searched for in the guide. */
  readonly symptoms: readonly string[];
  readonly why: string;
  /** The command that mends it, or, where there is none, what to do. */
  readonly mend: string;
}

export const AREAS = ["machine", "broker", "topics", "group", "data set", "lake"] as const;
export type Area = typeof AREAS[number];

/** One fault that was found. */
export interface Finding {
  readonly id: FindingId;
  readonly area: Area;
  readonly severity: Severity;
  /** What was seen here. */
  readonly what: string;
  readonly why: string;
  readonly mend: string;
}

/** What a look at one area gave. */
export interface Diagnosis {
  readonly area: Area;
  /** What is as it should be, in a few words each. */
  readonly sound: readonly string[];
  readonly findings: readonly Finding[];
}

const kind = (
  area: Area,
  severity: Severity,
  title: string,
  why: string,
  mend: string,
  ...symptoms: string[]
): FindingKind => ({ area, severity, title, why, mend, symptoms });

/**
 * Every fault that the doctor can find; docs/troubleshooting.md is made from this table.
 *
 * @example
 * ```ts
 * import { FINDINGS } from "../mod.ts";
 * import assert from "node:assert/strict";
 * assert.equal(FINDINGS.topic_missing.mend, "deno task topics create");
 * ```
 */
export const FINDINGS = {
  settings_wrong: kind(
    "machine",
    "error",
    "Settings contradict each other",
    "No task connects with half a login: it would look protected and be none. The variables are checked together.",
    "set or unset the KAFKA_… variables it names; docs/setup.md has their table",
    "Cannot connect to Kafka as its settings are wrong",
  ),
  deno_other: kind(
    "machine",
    "warning",
    "Another version of Deno",
    "The packages, the lock file and the tests are pinned to one version; another one mostly works, and is not tested.",
    "npx -y deno@2.9.6 task pipeline",
    "the lock file is refused",
    "a package does not resolve",
  ),
  java_missing: kind(
    "machine",
    "error",
    "There is no Java",
    "Kafka runs on Java, and no broker answers yet: `broker up` and `pipeline` would have to start one.",
    "apt-get install default-jre-headless",
    "there is no java on PATH",
  ),
  java_old: kind(
    "machine",
    "error",
    "Java is too old",
    "Kafka 4 runs on Java 17 and later only.",
    "apt-get install openjdk-17-jre-headless, and put its bin folder first on PATH",
    "UnsupportedClassVersionError",
    "expected version 17 or later",
  ),
  maven_missing: kind(
    "machine",
    "error",
    "There is no Maven to fetch Kafka with",
    "The jars of Kafka are fetched once, by Maven, into the user's cache folder, and they are not there yet.",
    "apt-get install maven",
    "there is no mvn on PATH",
  ),
  kafka_home_empty: kind(
    "machine",
    "error",
    "KAFKA_HOME holds no Kafka",
    "A Kafka of one's own is taken from KAFKA_HOME/libs, and there is no kafka_*.jar.",
    "unset KAFKA_HOME",
    "Cannot start Kafka from",
  ),
  jars_partial: kind(
    "machine",
    "warning",
    "An interrupted fetch of Kafka was left behind",
    "A fetch that is killed leaves its folder; nothing uses it, it only takes room.",
    "rm -r the folders that are named",
    ".fetching-… folders in the cache folder",
  ),
  disk_low: kind(
    "machine",
    "warning",
    "The disk is nearly full",
    "Kafka stops for good when its disk is full, and a consumer ends at the first file that it cannot write.",
    "make room, or put the lake elsewhere: --out-dir FOLDER",
    "No space left on device",
    "os error 28",
  ),
  folder_refused: kind(
    "machine",
    "error",
    "A folder cannot be written",
    "Broker, lake, logs and reports are kept in these folders; a task that cannot write there ends with an error.",
    "chown -R or chmod -R u+rwX the folder, or name another: --out-dir, --report-dir",
    "Permission denied",
    "expected a folder to write in",
  ),
  clock_wrong: kind(
    "machine",
    "warning",
    "The clock is wrong",
    "Messages and runs carry the time of sending, certificates are valid by the clock, and `group reset --to MOMENT` goes by it. Readings carry their own time and are not touched.",
    "timedatectl set-ntp true",
    "a certificate is not yet valid",
    "runs in the wrong order",
  ),
  port_taken_metrics: kind(
    "machine",
    "warning",
    "The port of the metrics is taken",
    "A consumer serves its metrics there; where it cannot, it works on without.",
    "deno task consume --metrics-port 8001",
    "no metrics at 127.0.0.1:8000",
  ),
  port_taken_page: kind(
    "machine",
    "warning",
    "The port of the live page is taken",
    "The live page, or Kafka UI of compose.yaml, wants to listen there.",
    "deno task dashboard --port 8081",
    "the page shows something else",
    "Kafka UI not loading",
  ),

  broker_down: kind(
    "broker",
    "error",
    "No broker is running on this machine",
    "Nothing listens at the address. A container takes some seconds after `docker compose up`; a broker of this machine is started by a task.",
    "deno task broker up",
    "Connection refused",
    "Broker transport failure",
    "no broker answers",
    "Timed out",
  ),
  broker_unreachable: kind(
    "broker",
    "error",
    "A broker elsewhere does not answer",
    "Nothing answers at an address of another machine: it is down, a firewall drops it, or the name does not resolve.",
    "check --bootstrap and KAFKA_BROKERS, the network, and the broker's own log",
    "Cannot reach a broker",
    "getaddrinfo ENOTFOUND",
  ),
  broker_container_address: kind(
    "broker",
    "error",
    "The address is the one for containers",
    "Inside of Docker a broker is reached by its container's name (kafka:29092), from this machine at 127.0.0.1:9092, where one answers.",
    "unset KAFKA_BROKERS, or give --bootstrap 127.0.0.1:9092",
    "kafka:29092",
    "getaddrinfo ENOTFOUND kafka",
  ),
  broker_advertised: kind(
    "broker",
    "error",
    "The broker sends its clients to an address that does not answer",
    "A client only asks the first address where to go. The broker advertises another one, which this machine cannot reach: that of its container network, or of another host.",
    "set the broker's advertised.listeners (compose.yaml: KAFKA_ADVERTISED_LISTENERS) to an address that this machine reaches",
    "works for a moment, then times out",
    "Advertised listeners",
  ),
  broker_not_kafka: kind(
    "broker",
    "error",
    "Something that is not Kafka has the port",
    "The address answers, but not as Kafka does.",
    "deno task broker up --bootstrap 127.0.0.1:19092, and KAFKA_BROKERS=127.0.0.1:19092 for the other tasks",
    "Port in use",
    "expected Kafka, got something else",
  ),
  broker_guarded: kind(
    "broker",
    "error",
    "The broker wants TLS or a login",
    "It hangs up on whoever speaks plainly to it.",
    "set KAFKA_SECURITY_PROTOCOL and what belongs to it; docs/setup.md has the table",
    "it speaks TLS",
    "it wants a login",
  ),
  broker_refuses: kind(
    "broker",
    "error",
    "The broker does not let us in",
    "User, password, mechanism or certificates are not what the broker expects.",
    "correct the KAFKA_SASL_… or KAFKA_SSL_… variable that is named",
    "refused user or password",
    "certificate is not trusted",
  ),
  broker_starting: kind(
    "broker",
    "error",
    "The cluster is not ready",
    "The broker answers, but knows of no broker in its cluster yet. That takes seconds after a start.",
    "wait some seconds, then: deno task broker status",
    "LEADER_NOT_AVAILABLE",
    "the broker is not ready",
  ),
  broker_stale: kind(
    "broker",
    "warning",
    "The local broker was started and is gone",
    "It was killed, or the machine was restarted. What it had acknowledged is on its disk.",
    "deno task broker up",
    "local broker: not answering",
  ),
  auto_creation: kind(
    "broker",
    "warning",
    "Topics are created by mistyping them",
    "auto.create.topics.enable is on: a wrong name makes a new topic of one partition in place of an error.",
    "set auto.create.topics.enable=false on the broker (compose.yaml and `broker up` do)",
    "a topic that nobody made",
  ),

  topic_missing: kind(
    "topics",
    "error",
    "A topic is missing",
    "Topics are never made by the way: partitions and retention are a decision.",
    "deno task topics create",
    "UNKNOWN_TOPIC_OR_PARTITION",
    "there is no such topic",
  ),
  topic_partitions: kind(
    "topics",
    "error",
    "A topic has another number of partitions",
    "A station's partition follows from the number of partitions: with another one its duplicates are no longer known.",
    "give other topic names (--raw-topic …), or empty and remake them: deno task pipeline --fresh",
    "expected 3 partitions each",
  ),
  topic_leaderless: kind(
    "topics",
    "error",
    "A partition has no leader",
    "The broker that holds it is away; until it is back nobody reads or writes it.",
    "start the missing broker; here: deno task broker up",
    "LEADER_NOT_AVAILABLE",
  ),
  topic_ages: kind(
    "topics",
    "warning",
    "Messages of a topic age away",
    "`prove` compares all that a topic held with the lake; what ages away first cannot be proven, and what nobody has read yet is lost.",
    "kafka-configs --alter --entity-type topics --entity-name TOPIC --add-config retention.ms=-1,cleanup.policy=delete",
    "OFFSET_OUT_OF_RANGE",
    "are no longer kept",
  ),

  raw_empty: kind(
    "group",
    "warning",
    "Nothing was sent yet",
    "The raw topic is empty, so is all that is made of it.",
    "deno task produce",
    "Consumer runs but shows no data",
    "the clean topic is empty",
  ),
  group_absent: kind(
    "group",
    "warning",
    "Messages wait, and nobody reads them",
    "The group has no member. What waits stays until a consumer comes.",
    "deno task consume --until-end",
    "Consumer runs but shows no data",
    "lag does not fall",
    "Messages not visible in air_quality.clean",
  ),
  group_behind: kind(
    "group",
    "warning",
    "The group is far behind",
    "Its consumers are slower than what comes in, or have just begun.",
    "deno task consume, once more, on this machine or another: up to one for each partition",
    "lag grows",
  ),
  group_crowded: kind(
    "group",
    "warning",
    "More consumers than partitions",
    "A partition has one reader in a group: the others wait until one of them ends.",
    "end the idle ones, or make topics of more partitions: deno task topics create --partitions N",
    "a consumer without partitions",
  ),
  group_offsets_lost: kind(
    "group",
    "error",
    "The group's offsets do not fit the topic",
    "The topic, or the group's offsets, were deleted and made again: the lake's rows are of another life of it. Consumers refuse to start, as sweeping by such offsets would destroy rows.",
    "deno task pipeline (a clean slate), or another --group-id with another --out-dir",
    "the topic or the group's offsets were deleted or made again",
  ),
  clean_all_rejected: kind(
    "group",
    "warning",
    "The clean topic is empty: every message was rejected",
    "All that was read is in the dead-letter topic. Mostly it is one cause: a wrong decimal mark or date order, another form of message.",
    "deno task dlq summary",
    "Messages not visible in air_quality.clean",
    "High missing ratio",
  ),
  clean_not_forwarded: kind(
    "group",
    "warning",
    "The clean topic is empty though messages were read",
    "The group has read to the end, and neither the clean nor the dead-letter topic has a message: it was consumed with --no-forward, or into other topics.",
    "look at the lake: deno task prove --no-forward; the topics are filled by another group: deno task consume --group-id NAME --out-dir FOLDER",
    "Messages not visible in air_quality.clean",
    "DLQ empty",
  ),

  csv_absent: kind(
    "data set",
    "warning",
    "The official data set is not here",
    "Without it, and offline, the synthetic sample is taken, and every report says so.",
    "deno task data",
    "SYNTHETIC",
  ),
  csv_unreadable: kind(
    "data set",
    "error",
    "The CSV cannot be opened",
    "There is no such file, it is a folder, or it may not be read.",
    "give the file by --csv FILE or AIR_QUALITY_CSV, in quotes where its path has spaces",
    "CSV path is wrong",
    "No such file or directory",
  ),
  csv_foreign: kind(
    "data set",
    "error",
    "The file is no CSV of readings",
    "Its header does not name date, time and measurements, or no line follows it.",
    "name the columns as in the UCI file; force the separator: --delimiter",
    "expected a header",
    "Unicode or encoding errors",
  ),
  csv_bad_lines: kind(
    "data set",
    "warning",
    "Lines of the CSV are no readings",
    "They are sent as they are, and rejected with their reasons. Many of them speak for a wrong dialect.",
    "look at the lines; force the dialect where it is wrong: --delimiter, --decimal, --date-order",
    "malformed_line",
    "schema_violation",
    "Data parsing issues (timestamps/decimals)",
    "Many records end up in undated",
  ),
  csv_date_order: kind(
    "data set",
    "warning",
    "Day or month first: it cannot be told",
    "No date in the first 64 KB has a day over 12, nor do the rows' distances tell: custom was followed.",
    "say it: --date-order dd/mm/yyyy or --date-order mm/dd/yyyy",
    "readings in the wrong month",
  ),

  lake_temporary: kind(
    "lake",
    "warning",
    "Half-written files were left behind",
    "A consumer was killed. Readers skip these files, and the next owner of the partition removes them.",
    "deno task consume --until-end",
    ".writing-… files",
    "Parquet write failures",
  ),
  lake_unfolded: kind(
    "lake",
    "warning",
    "A compaction was killed",
    "Its journal says how far it was: the next one that takes the lake ends it or takes it back.",
    "deno task compact",
    "a folder _folding",
  ),
  lake_foreign_files: kind(
    "lake",
    "warning",
    "Files in the lake are not its own",
    "They are not counted, never removed, and keep a clean slate from being made; readers of the whole folder may read them.",
    "move them away",
    "holds files that are not its own",
  ),
  lake_damaged: kind(
    "lake",
    "error",
    "The record of a compacted file is missing or damaged",
    "Without its _folded.json nobody knows whose rows the file holds: no partition can be taken over.",
    "restore it from a copy, or begin anew: deno task pipeline",
    "as _folded.json is damaged",
  ),
  lake_of_others: kind(
    "lake",
    "error",
    "The lake belongs to another group, cluster or topic",
    "Its rows carry offsets of that one: others would be mixed with them.",
    "give the lake of its own: --out-dir FOLDER, or the group that it belongs to: --group-id",
    "belongs to another group",
    "belongs to another cluster",
  ),
} as const satisfies Record<string, FindingKind>;

export type FindingId = keyof typeof FINDINGS;

/** A finding as it was seen here. `why` and `mend` of the table hold unless this case knows better. */
export function finding(id: FindingId, what: string, better: { why?: string; mend?: string } = {}): Finding {
  const { area, severity, why, mend } = FINDINGS[id];
  return { id, area, severity, what, why, mend, ...better };
}
