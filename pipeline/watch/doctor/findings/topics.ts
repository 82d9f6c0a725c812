import { type FindingKind, kindOf } from "./kind.ts";

const kind = kindOf("topics");

/** What can be wrong with the three topics. */
export const TOPIC_FINDINGS = {
  topic_missing: kind(
    "error",
    "A topic is missing",
    "Topics are never created implicitly: partitions and retention are a decision.",
    "deno task topics create",
    "UNKNOWN_TOPIC_OR_PARTITION",
    "there is no such topic",
  ),
  topic_partitions: kind(
    "error",
    "A topic has another number of partitions",
    "A station's partition depends on the number of partitions: with another number, its duplicates would not be recognised.",
    "use other topic names (--raw-topic …), or delete and create them again: deno task pipeline --fresh",
    "expected 3 partitions each",
  ),
  topic_leaderless: kind(
    "error",
    "A partition has no leader",
    "The broker that holds it is down. Until it is back, nobody can read or write the partition.",
    "start the missing broker; on this machine: deno task broker up",
    "LEADER_NOT_AVAILABLE",
  ),
  topic_replicas: kind(
    "warning",
    "A partition has fewer copies than it should",
    "A broker that keeps copies is down or still catching up. Below min.insync.replicas nothing can be written.",
    "start the missing broker; on this machine: deno task broker up --nodes 3",
    "NOT_ENOUGH_REPLICAS",
  ),
  topic_ages: kind(
    "warning",
    "A topic deletes old messages",
    "`prove` compares all messages of a topic with the lake. Messages that were deleted before cannot be proven, and unread ones are lost.",
    "kafka-configs --alter --entity-type topics --entity-name TOPIC --add-config retention.ms=-1,cleanup.policy=delete",
    "OFFSET_OUT_OF_RANGE",
    "are no longer kept",
  ),
  topic_remade: kind(
    "error",
    "The raw topic was made again",
    "The lake was filled from a topic of the same name with another id. Its rows' offsets mean other messages now, so consumers refuse to start.",
    "deno task pipeline (a clean slate), or another --group-id with another --out-dir",
    "as the topic was deleted or created again",
    "as it was deleted or made again",
  ),
  topic_open: kind(
    "warning",
    "Messages wait for a transaction to end",
    "A producer has begun a transaction and not ended it. What it and others sent since then cannot be read until it ends, or the broker ends it after its time-out (transaction.timeout.ms).",
    "find the producer: kafka-transactions find-hanging; or wait until the broker ends the transaction",
    "for an open transaction to end",
    "lag does not fall",
  ),
  topic_limits: kind(
    "error",
    "A topic takes what another one refuses",
    "A clean message has about the size of its raw message: if the clean topic refuses one, the partition stops. A dead letter that its topic would refuse is sent with another timestamp, or with only the first and last bytes of its value; the rejected row in the lake has the full value, up to 8 MiB.",
    "kafka-configs --alter --entity-type topics --entity-name TOPIC --add-config NAME=VALUE",
    "the broker refused a message",
    "MESSAGE_TOO_LARGE",
    "INVALID_TIMESTAMP",
  ),
} as const satisfies Record<string, FindingKind>;
