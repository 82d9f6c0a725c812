import { TOPIC_HEADROOM_BYTES } from "./topic_settings.ts";
import type { TopicDescription } from "./topics.ts";

/** The three topics as they were described; one that does not exist is left out. */
export interface ThreeTopics {
  readonly raw?: TopicDescription | undefined;
  readonly clean?: TopicDescription | undefined;
  readonly deadLetters?: TopicDescription | undefined;
}

/**
 * What the raw topic takes and another one would refuse: such a message would stop its partition for good. One line each, with topic,
 * setting and values; settings that the broker does not know are not compared.
 *
 * @example
 * ```ts
 * import { topicLimitFaults } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const topic = (name: string, bytes: string) => ({ name, partitions: [], offsets: 0, config: { "max.message.bytes": bytes } });
 * const [fault] = topicLimitFaults({ raw: topic("raw", "1048588"), deadLetters: topic("dlq", "1048588") });
 * assert.match(fault!, /^dlq has max\.message\.bytes=1048588/);
 * ```
 */
export function topicLimitFaults({ raw, clean, deadLetters }: ThreeTopics): string[] {
  const all = [raw, clean, deadLetters].filter((topic) => topic !== undefined);
  const others = [clean, deadLetters].filter((topic) => topic !== undefined);
  return [
    ...(raw === undefined ? [] : others.flatMap((other) => [
      ...sizeFault(raw, other, other === deadLetters ? TOPIC_HEADROOM_BYTES : 0),
      ...(other === deadLetters ? timestampFaults(raw, other) : []),
    ])),
    ...all.flatMap(({ name, config }) => {
      const codec = config["compression.type"];
      return codec === undefined || codec === "producer" || codec === "gzip" ? [] : [
        `${name} has compression.type=${codec}: expected producer, as a batch packed again may exceed max.message.bytes`,
      ];
    }),
  ];
}

function sizeFault(raw: TopicDescription, other: TopicDescription, headroom: number): string[] {
  const [own, needed] = [raw, other].map(({ config }) => Number(config["max.message.bytes"])) as [number, number];
  if (!(needed < own + headroom)) return [];
  const room = headroom === 0 ? "" : ` and ${headroom} more for the headers`;
  return [
    `${other.name} has max.message.bytes=${needed}: expected ${
      own + headroom
    } or more, as ${raw.name} takes ${own}${room}`,
  ];
}

/** What a topic takes: settings that the broker does not know are no limit. */
export interface TopicLimits {
  /** The largest batch in bytes, `max.message.bytes`. */
  readonly maxBytes: number;
  /** How far before and after the time of its sending the timestamp of a message may be, in milliseconds. */
  readonly beforeMs: number;
  readonly afterMs: number;
}

/**
 * What a topic takes.
 *
 * @example
 * ```ts
 * import { topicLimits } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const config = { "max.message.bytes": "5000", "message.timestamp.after.max.ms": "3600000" };
 * assert.deepEqual(topicLimits({ name: "dlq", partitions: [], offsets: 0, config }), {
 *   maxBytes: 5_000, beforeMs: Infinity, afterMs: 3_600_000,
 * });
 * ```
 */
export function topicLimits({ config }: TopicDescription): TopicLimits {
  const limit = (...names: string[]) => Number(names.map((name) => config[name]).find((value) => value) ?? Infinity);
  const maxBytes = limit("max.message.bytes");
  if (config["message.timestamp.type"] === "LogAppendTime") return { maxBytes, beforeMs: Infinity, afterMs: Infinity };
  const [before, after] = DISTANCES as [string, string];
  return { maxBytes, beforeMs: limit(before, BEFORE_3_6), afterMs: limit(after, BEFORE_3_6) };
}

/** One limit for both directions, before Kafka 3.6 had two. */
const BEFORE_3_6 = "message.timestamp.difference.max.ms";

/** How far from now a timestamp may be. A dead letter keeps that of its message; a clean message gets that of its sending. */
const DISTANCES = ["message.timestamp.before.max.ms", "message.timestamp.after.max.ms"];

function timestampFaults(raw: TopicDescription, other: TopicDescription): string[] {
  if ([raw, other].some(({ config }) => config["message.timestamp.type"] === "LogAppendTime")) return [];
  return DISTANCES.flatMap((name) => {
    const own = raw.config[name], theirs = other.config[name];
    if (own === undefined || theirs === undefined || BigInt(theirs) >= BigInt(own)) return [];
    return [`${other.name} has ${name}=${theirs}: expected ${own} or more, as ${raw.name} takes it`];
  });
}
