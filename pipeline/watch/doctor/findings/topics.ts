import { type FindingKind, kindOf } from "./kind.ts";

const kind = kindOf("topics");

/** What can be wrong with the three topics. */
export const TOPIC_FINDINGS = {
  topic_missing: kind(
    "error",
    "A topic is missing",
    "Topics are never made by the way: partitions and retention are a decision.",
    "deno task topics create",
    "UNKNOWN_TOPIC_OR_PARTITION",
    "there is no such topic",
  ),
  topic_partitions: kind(
    "error",
    "A topic has another number of partitions",
    "A station's partition follows from the number of partitions: with another one its duplicates are no longer known.",
    "give other topic names (--raw-topic …), or empty and remake them: deno task pipeline --fresh",
    "expected 3 partitions each",
  ),
  topic_leaderless: kind(
    "error",
    "A partition has no leader",
    "The broker that holds it is away; until it is back nobody reads or writes it.",
    "start the missing broker; here: deno task broker up",
    "LEADER_NOT_AVAILABLE",
  ),
  topic_ages: kind(
    "warning",
    "Messages of a topic age away",
    "`prove` compares all that a topic held with the lake; what ages away first cannot be proven, and what nobody has read yet is lost.",
    "kafka-configs --alter --entity-type topics --entity-name TOPIC --add-config retention.ms=-1,cleanup.policy=delete",
    "OFFSET_OUT_OF_RANGE",
    "are no longer kept",
  ),
  topic_limits: kind(
    "error",
    "A topic takes what another one refuses",
    "A clean message or a dead letter is a raw message sent on. If the next topic refuses its size or its timestamp, the partition stands still.",
    "kafka-configs --alter --entity-type topics --entity-name TOPIC --add-config NAME=VALUE",
    "the broker refused a message",
    "MESSAGE_TOO_LARGE",
    "INVALID_TIMESTAMP",
  ),
} as const satisfies Record<string, FindingKind>;
