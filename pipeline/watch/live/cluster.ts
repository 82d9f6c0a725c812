import {
  describeGroup,
  describeTopics,
  type GroupDescription,
  type Kafka,
  listGroups,
  listTopics,
  type PartitionLag,
  readClusterId,
  READER_GROUP_PREFIX,
  readLag,
  type TopicDescription,
} from "../../broker/mod.ts";

/** A group and how far it is. */
export interface GroupView extends GroupDescription {
  readonly lags: readonly PartitionLag[];
}

/** The cluster at one time, without Kafka's own topics and the groups of those that only look. */
export interface ClusterView {
  readonly clusterId: string;
  readonly topics: readonly TopicDescription[];
  readonly groups: readonly GroupView[];
  /** Those beyond what is looked at. */
  readonly more: { readonly topics: number; readonly groups: number };
}

/** Enough for a page; a cluster may have thousands. */
const MAX_TOPICS = 60;
const MAX_GROUPS = 30;

/**
 * Looks at a cluster. The topics and the group that are named come first.
 *
 * @throws {PipelineError} `broker_unreachable`
 */
export async function viewCluster(
  kafka: Kafka,
  first: { topics: readonly string[]; groupId: string },
): Promise<ClusterView> {
  const [clusterId, topicNames, groupIds] = await Promise.all([
    readClusterId(kafka),
    listTopics(kafka),
    listGroups(kafka),
  ]);
  const groups = foremost(groupIds.filter((id) => !id.startsWith(READER_GROUP_PREFIX)), [first.groupId]);
  const topics = foremost(topicNames, first.topics);
  return {
    clusterId,
    topics: await describeTopics(kafka, topics.slice(0, MAX_TOPICS)),
    groups: await Promise.all(
      groups.slice(0, MAX_GROUPS).map(async (groupId) => ({
        ...await describeGroup(kafka, groupId),
        lags: await readLag(kafka, groupId),
      })),
    ),
    more: { topics: Math.max(0, topics.length - MAX_TOPICS), groups: Math.max(0, groups.length - MAX_GROUPS) },
  };
}

const foremost = (names: readonly string[], first: readonly string[]) => [
  ...first.filter((name) => names.includes(name)),
  ...names.filter((name) => !first.includes(name)),
];
