import { type FindingKind, kindOf } from "./kind.ts";

const kind = kindOf("group");

/** What can be wrong with the consumer group and what comes of its work. */
export const GROUP_FINDINGS = {
  raw_empty: kind(
    "warning",
    "Nothing was sent yet",
    "The raw topic is empty, so is all that is made of it.",
    "deno task produce",
    "Consumer runs but shows no data",
    "the clean topic is empty",
  ),
  group_absent: kind(
    "warning",
    "Messages wait, and nobody reads them",
    "The group has no member. What waits stays until a consumer comes.",
    "deno task consume --until-end",
    "Consumer runs but shows no data",
    "lag does not fall",
    "Messages not visible in air_quality.clean",
  ),
  group_behind: kind(
    "warning",
    "The group is far behind",
    "Its consumers are slower than what comes in, or have just begun.",
    "deno task consume, once more, on this machine or another: up to one for each partition",
    "lag grows",
  ),
  group_crowded: kind(
    "warning",
    "More consumers than partitions",
    "A partition has one reader in a group: the others wait until one of them ends.",
    "end the idle ones, or make topics of more partitions: deno task topics create --partitions N",
    "a consumer without partitions",
  ),
  group_offsets_lost: kind(
    "error",
    "The group's offsets do not fit the topic",
    "The topic, or the group's offsets, were deleted and made again: the lake's rows are of another life of it. Consumers refuse to start, as sweeping by such offsets would destroy rows.",
    "deno task pipeline (a clean slate), or another --group-id with another --out-dir",
    "the topic or the group's offsets were deleted or made again",
  ),
  clean_all_rejected: kind(
    "warning",
    "The clean topic is empty: every message was rejected",
    "All that was read is in the dead-letter topic. Mostly it is one cause: a wrong decimal mark or date order, another form of message.",
    "deno task dlq summary",
    "Messages not visible in air_quality.clean",
    "High missing ratio",
  ),
  clean_not_forwarded: kind(
    "warning",
    "The clean topic is empty though messages were read",
    "The group has read to the end, and neither the clean nor the dead-letter topic has a message: it was consumed with --no-forward, or into other topics.",
    "look at the lake: deno task prove --no-forward; the topics are filled by another group: deno task consume --group-id NAME --out-dir FOLDER",
    "Messages not visible in air_quality.clean",
    "DLQ empty",
  ),
} as const satisfies Record<string, FindingKind>;
