import assert from "node:assert/strict";
import { topicLimitFaults } from "../../pipeline/broker/limits.ts";
import type { TopicDescription } from "../../pipeline/broker/topics.ts";

const topic = (name: string, config: Record<string, string> = {}): TopicDescription => ({
  name,
  partitions: [],
  offsets: 0,
  config: {
    "max.message.bytes": name === "dlq" ? "2097152" : "1048588",
    "compression.type": "producer",
    "message.timestamp.type": "CreateTime",
    "message.timestamp.before.max.ms": "9223372036854775807",
    "message.timestamp.after.max.ms": "3600000",
    ...config,
  },
});
const far = { "message.timestamp.after.max.ms": "9223372036854775807" };

for (
  const [what, raw, clean, deadLetters, faults] of [
    ["topics as the tasks make them", topic("raw"), topic("clean"), topic("dlq"), []],
    ["a missing clean topic", topic("raw"), undefined, topic("dlq"), []],
    ["a small clean topic", topic("raw"), topic("clean", { "max.message.bytes": "5000" }), topic("dlq"), [
      "clean has max.message.bytes=5000: expected 1048588 or more, as raw takes 1048588",
    ]],
    [
      "a dead-letter topic without room for headers",
      topic("raw"),
      topic("clean"),
      topic("dlq", {
        "max.message.bytes": "1048588",
      }),
      [
        "dlq has max.message.bytes=1048588: expected 1114124 or more, as raw takes 1048588 and 65536 more for the headers",
      ],
    ],
    ["a raw topic that takes any timestamp", topic("raw", far), topic("clean"), topic("dlq"), [
      "dlq has message.timestamp.after.max.ms=3600000: expected 9223372036854775807 or more, as raw takes it",
    ]],
    [
      "topics that stamp messages themselves",
      topic("raw", far),
      topic("clean", {
        "message.timestamp.type": "LogAppendTime",
      }),
      topic("dlq", far),
      [],
    ],
    ["a topic that packs again", topic("raw"), topic("clean", { "compression.type": "lz4" }), topic("dlq"), [
      "clean has compression.type=lz4: expected producer, as a batch packed again may exceed max.message.bytes",
    ]],
  ] as const
) {
  Deno.test(`topicLimitFaults() finds ${faults.length === 0 ? "nothing" : "the fault"} in ${what}`, () => {
    assert.deepEqual(topicLimitFaults({ raw, clean, deadLetters }), faults);
  });
}
