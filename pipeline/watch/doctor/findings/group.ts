import { type FindingKind, kindOf } from "./kind.ts";

const kind = kindOf("group");

/** What can be wrong with the consumer group and what comes of its work. */
export const GROUP_FINDINGS = {
  raw_empty: kind(
    "warning",
    "Nothing was sent yet",
    "The raw topic is empty, and so is everything made from it.",
    "deno task produce",
    "Consumer runs but shows no data",
    "the clean topic is empty",
  ),
  group_absent: kind(
    "warning",
    "Messages wait, and nobody reads them",
    "The group has no member. The messages wait until a consumer starts.",
    "deno task consume --until-end",
    "Consumer runs but shows no data",
    "lag does not fall",
    "Messages not visible in air_quality.clean",
  ),
  group_behind: kind(
    "warning",
    "The group is far behind",
    "Its consumers are slower than the producers, or have just started.",
    "start another deno task consume, on this machine or another: up to one for each partition",
    "lag grows",
  ),
  group_crowded: kind(
    "warning",
    "More consumers than partitions",
    "In a group, one consumer reads a partition. The others wait until one of them ends.",
    "stop the idle ones, or create topics with more partitions: deno task topics create --partitions N",
    "a consumer without partitions",
  ),
  group_offsets_lost: kind(
    "error",
    "The group's offsets do not fit the topic",
    "The topic or the group's offsets were deleted and created again, so the lake's rows belong to the earlier topic. Consumers refuse to start: with such offsets they would destroy rows.",
    "deno task pipeline (a clean slate), or another --group-id with another --out-dir",
    "the topic or the group's offsets were deleted or created again",
  ),
  clean_all_rejected: kind(
    "warning",
    "The clean topic is empty: every message was rejected",
    "Every message is in the dead-letter topic. Usually there is one cause: a wrong decimal mark, a wrong date order, or another message format.",
    "deno task dlq summary",
    "Messages not visible in air_quality.clean",
    "High missing ratio",
  ),
  clean_not_forwarded: kind(
    "warning",
    "The clean topic is empty though messages were read",
    "The group has read to the end, but the clean and the dead-letter topic are empty: the consumer ran with --no-forward, or wrote to other topics.",
    "check the lake: deno task prove --no-forward; to fill the topics, use another group: deno task consume --group-id NAME --out-dir FOLDER",
    "Messages not visible in air_quality.clean",
    "DLQ empty",
  ),
} as const satisfies Record<string, FindingKind>;
