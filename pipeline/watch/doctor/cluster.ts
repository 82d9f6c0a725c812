import {
  describeGroup,
  describeTopics,
  type GroupDescription,
  type Kafka,
  listTopics,
  type PartitionLag,
  readClusterId,
  readLag,
  readTopicId,
  type TopicDescription,
  topicLimitFaults,
} from "../../broker/mod.ts";
import { type Diagnosis, type Finding, finding } from "./finding.ts";

/** The names of what is looked at. */
export interface ClusterNames {
  readonly raw: string;
  readonly clean: string;
  readonly deadLetters: string;
  readonly groupId: string;
  /** As the topics should have. */
  readonly partitions: number;
}

/** What the cluster says of them. */
export interface ClusterFacts {
  readonly clusterId: string;
  readonly topics: readonly TopicDescription[];
  readonly group: GroupDescription;
  /** On the raw topic. */
  readonly lags: readonly PartitionLag[];
  /** Id of the raw topic; null where the cluster gives none. */
  readonly rawId: string | null;
}

/** Asks the cluster; topics that do not exist are left out. */
export async function readCluster(
  kafka: Kafka,
  { raw, clean, deadLetters, groupId }: ClusterNames,
): Promise<ClusterFacts> {
  const there = await listTopics(kafka);
  const names = [raw, clean, deadLetters].filter((name) => there.includes(name));
  const [clusterId, topics, group, lags, rawId] = await Promise.all([
    readClusterId(kafka),
    describeTopics(kafka, names),
    describeGroup(kafka, groupId),
    readLag(kafka, groupId, [raw]),
    readTopicId(kafka, raw),
  ]);
  return { clusterId, topics, group, lags: lags.filter(({ topic }) => topic === raw), rawId };
}

/** Looks at the three topics. @param keptId id of the raw topic that the lake was filled from; null where it is not known */
export function diagnoseTopics(
  { topics, lags, rawId }: ClusterFacts,
  names: ClusterNames,
  keptId: string | null,
): Diagnosis {
  const findings = [names.raw, names.clean, names.deadLetters].flatMap((name): Finding[] => {
    const topic = topics.find((each) => each.name === name);
    if (topic === undefined) return [finding("topic_missing", `there is no topic ${name}`)];
    const { partitions, config } = topic;
    const leaderless = partitions.filter(({ leader }) => leader < 0).map(({ partition }) => `${name}-${partition}`);
    const behind = partitions.filter(({ replicas, inSync }) => inSync < replicas)
      .map(({ partition, replicas, inSync }) => `${name}-${partition} ${inSync} of ${replicas}`);
    const aging = [
      ...(Number(config["retention.ms"]) >= 0 ? [`retention.ms=${config["retention.ms"]}`] : []),
      ...(config["cleanup.policy"] === "delete" ? [] : [`cleanup.policy=${config["cleanup.policy"]}`]),
    ];
    return [
      ...(partitions.length === names.partitions ? [] : [
        finding("topic_partitions", `${name} has ${partitions.length} partitions, ${names.partitions} are expected`),
      ]),
      ...(leaderless.length === 0 ? [] : [finding("topic_leaderless", `without a leader: ${leaderless.join(", ")}`)]),
      ...(behind.length === 0 ? [] : [finding("topic_replicas", `copies in sync: ${behind.join(", ")}`)]),
      ...(aging.length === 0 ? [] : [finding("topic_ages", `${name} has ${aging.join(" and ")}`)]),
    ];
  });
  const [raw, clean, deadLetters] = [names.raw, names.clean, names.deadLetters].map((name) =>
    topics.find((each) => each.name === name)
  );
  findings.push(...topicLimitFaults({ raw, clean, deadLetters }).map((fault) => finding("topic_limits", fault)));
  if (keptId !== null && rawId !== null && keptId !== rawId) {
    findings.push(finding("topic_remade", `the id of ${names.raw} is ${rawId}, the lake was filled from ${keptId}`));
  }
  const open = lags.filter((each) => each.open > 0).map(({ partition, open }) => `${names.raw}-${partition} ${open}`);
  if (open.length > 0) findings.push(finding("topic_open", `offsets after an open transaction: ${open.join(", ")}`));
  const sound = topics.map(({ name, partitions }) => `${name} (${partitions.length} partitions)`);
  return { area: "topics", sound, findings };
}

/** More than a few seconds of work for one consumer. */
const FAR_BEHIND = 100_000;

/** Looks at the group on the raw topic, and at what came of it in the other two. */
export function diagnoseGroup(facts: ClusterFacts, names: ClusterNames): Diagnosis {
  const { group, lags } = facts;
  const offsetsOf = (name: string) => facts.topics.find((topic) => topic.name === name)?.offsets ?? 0;
  const lag = lags.reduce((sum, each) => sum + each.lag, 0);
  const members = group.members.length;
  const lost = lags.filter(({ committed, low, high }) => committed !== null && (committed > high || committed < low));
  const idle = group.members.filter(({ partitions }) => (partitions[names.raw] ?? []).length === 0);
  const sound = [`lag ${lag} on ${names.raw}`, `${members} member${members === 1 ? "" : "s"} in ${group.groupId}`];
  const findings: Finding[] = [
    ...lost.map(({ partition, committed, low, high }) =>
      finding("group_offsets_lost", `${names.raw}-${partition} holds ${low} to ${high}, the group is at ${committed}`)
    ),
    ...(offsetsOf(names.raw) === 0 && lags.length > 0 ? [finding("raw_empty", `${names.raw} holds no message`)] : []),
    ...(lag > 0 && members === 0 ? [finding("group_absent", `${lag} messages wait in ${names.raw}`)] : []),
    ...(lag > FAR_BEHIND && members > 0
      ? [
        finding(
          "group_behind",
          `${lag} messages wait in ${names.raw}, for ${members} of at most ${lags.length} consumers`,
        ),
      ]
      : []),
    ...(members > lags.length && idle.length > 0
      ? [finding("group_crowded", `${idle.length} of ${members} consumers have no partition of ${names.raw}`)]
      : []),
    ...(lag === 0 && lost.length === 0 ? cleanFindings(offsetsOf, names) : []),
  ];
  return { area: "group", sound, findings };
}

/** Why the clean topic is empty, where all was read. */
function cleanFindings(offsetsOf: (name: string) => number, { raw, clean, deadLetters }: ClusterNames): Finding[] {
  if (offsetsOf(raw) === 0 || offsetsOf(clean) > 0) return [];
  return offsetsOf(deadLetters) > 0
    ? [finding("clean_all_rejected", `${clean} is empty, ${deadLetters} is not`)]
    : [finding("clean_not_forwarded", `${clean} and ${deadLetters} are empty, ${raw} was read to its end`)];
}
