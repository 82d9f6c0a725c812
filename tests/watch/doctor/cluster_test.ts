import assert from "node:assert/strict";
import type { TopicDescription } from "../../../pipeline/broker/mod.ts";
import {
  type ClusterFacts,
  type ClusterNames,
  diagnoseGroup,
  diagnoseTopics,
} from "../../../pipeline/watch/doctor/cluster.ts";

const NAMES: ClusterNames = { raw: "raw", clean: "clean", deadLetters: "dead", groupId: "g", partitions: 3 };

const topic = (name: string, offsets: number, change: Partial<TopicDescription> = {}): TopicDescription => ({
  name,
  partitions: [0, 1, 2].map((partition) => ({
    partition,
    leader: 1,
    replicas: 1,
    inSync: 1,
    low: 0,
    high: offsets / 3,
  })),
  offsets,
  config: { "retention.ms": "-1", "cleanup.policy": "delete" },
  ...change,
});

const lags = (committed: number | null, high: number, low = 0) =>
  [0, 1, 2].map((partition) => ({
    ...{ topic: "raw", partition, low, high, committed },
    lag: Math.max(0, high - (committed ?? low)),
    open: 0,
  }));

const member = (...partitions: number[]) => ({
  ...{ memberId: "m", clientId: "c", host: "h" },
  partitions: { raw: partitions },
});

const facts = (change: Partial<ClusterFacts>): ClusterFacts => ({
  clusterId: "c",
  topics: [topic("raw", 30), topic("clean", 27), topic("dead", 3)],
  group: { groupId: "g", state: "Empty", members: [] },
  lags: lags(10, 10),
  rawId: "id-1",
  ...change,
});

Deno.test("diagnoseTopics() and diagnoseGroup() find nothing where all is read", () => {
  assert.deepEqual(diagnoseTopics(facts({}), NAMES, null).findings, []);
  assert.deepEqual(diagnoseGroup(facts({}), NAMES).findings, []);
});

const raw = (change: Partial<TopicDescription>) => ({
  topics: [topic("raw", 30, change), topic("clean", 1), topic("dead", 1)],
});
const { partitions } = topic("raw", 30);

for (
  const [id, change, says] of [
    ["topic_missing", { topics: [topic("raw", 30), topic("clean", 1)] }, /no topic dead/],
    ["topic_partitions", raw({ partitions: partitions.slice(1) }), /raw has 2 partitions, 3 are expected/],
    ["topic_leaderless", raw({ partitions: partitions.with(1, { ...partitions[1]!, leader: -1 }) }), /raw-1/],
    [
      "topic_replicas",
      raw({ partitions: partitions.with(1, { ...partitions[1]!, replicas: 3, inSync: 2 }) }),
      /raw-1 2 of 3/,
    ],
    [
      "topic_ages",
      raw({ config: { "retention.ms": "604800000", "cleanup.policy": "delete" } }),
      /retention\.ms=604800000/,
    ],
    ["topic_ages", raw({ config: { "retention.ms": "-1", "cleanup.policy": "compact" } }), /cleanup\.policy=compact/],
    [
      "topic_limits",
      raw({ config: { "retention.ms": "-1", "cleanup.policy": "delete", "compression.type": "zstd" } }),
      /raw has compression\.type=zstd/,
    ],
    ["topic_remade", { rawId: "id-2" }, /id of raw is id-2, the lake was filled from id-1/],
    ["topic_open", { lags: lags(10, 10).map((lag, at) => ({ ...lag, open: at })) }, /: raw-1 1, raw-2 2$/],
  ] as [string, Partial<ClusterFacts>, RegExp][]
) {
  Deno.test(`diagnoseTopics() finds ${id}: ${says.source}`, () => {
    const { findings } = diagnoseTopics(facts(change), NAMES, "id-1");
    assert.deepEqual(findings.map((each) => each.id), [id]);
    assert.match(findings[0]!.what, says);
  });
}

const busy = (...members: ReturnType<typeof member>[]) => ({ group: { groupId: "g", state: "Stable", members } });

for (
  const [id, change, says] of [
    [
      "raw_empty",
      { topics: [topic("raw", 0), topic("clean", 0), topic("dead", 0)], lags: lags(null, 0) },
      /raw holds no/,
    ],
    ["group_absent", { lags: lags(4, 10) }, /18 messages wait/],
    ["group_behind", { lags: lags(0, 50_000), ...busy(member(0, 1, 2)) }, /150000 messages.* 1 of at most 3/],
    ["group_crowded", busy(member(0), member(1), member(2), member()), /1 of 4 consumers/],
    ["group_offsets_lost", { lags: lags(11, 10) }, /raw-0 holds 0 to 10, the group is at 11/],
    [
      "group_offsets_lost",
      { lags: lags(4, 10, 5), ...busy(member(0, 1, 2)) },
      /raw-0 holds 5 to 10, the group is at 4/,
    ],
    ["clean_all_rejected", { topics: [topic("raw", 30), topic("clean", 0), topic("dead", 30)] }, /dead is not/],
    [
      "clean_not_forwarded",
      { topics: [topic("raw", 30), topic("clean", 0), topic("dead", 0)] },
      /clean and dead are empty/,
    ],
  ] as [string, Partial<ClusterFacts>, RegExp][]
) {
  Deno.test(`diagnoseGroup() finds ${id}: ${says.source}`, () => {
    const { findings } = diagnoseGroup(facts(change), NAMES);
    assert.deepEqual([...new Set(findings.map((each) => each.id))], [id]);
    assert.match(findings[0]!.what, says);
  });
}
