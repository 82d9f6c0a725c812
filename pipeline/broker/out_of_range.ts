import OffsetManager from "kafkajs/src/consumer/offsetManager/index.js";

// Where a position is not kept any more, kafkajs 2.2.4 commits "the first offset" for the group, even where it is to commit nothing: the
// group's own offset, by which everything is taken over, was lost. Here it only goes on from there.

interface Place {
  readonly topic: string;
  readonly partition: number;
}

OffsetManager.prototype.setDefaultOffset = async function ({ topic, partition }: Place) {
  const configuration = this.topicConfigurations[topic];
  const [found] = await this.cluster.fetchTopicsOffset([{ topic, partitions: [{ partition }], ...configuration }]);
  this.clearOffsets({ topic, partition });
  this.committedOffsets()[topic][partition] = found.partitions[0].offset;
};
