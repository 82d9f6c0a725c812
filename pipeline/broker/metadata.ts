import type { Buffer } from "node:buffer";
import BrokerPool from "kafkajs/src/cluster/brokerPool.js";
import Decoder from "kafkajs/src/protocol/decoder.js";
import Encoder from "kafkajs/src/protocol/encoder.js";
import metadata from "kafkajs/src/protocol/requests/metadata/index.js";

// kafkajs 2.2.4 asks for the metadata of every topic of the cluster while it has no topic of its own, and fails if any partition has an
// error: one dead partition of a stranger's topic then stopped every task. Here it asks for no topic while it has none, and a list of all
// topics does not fail for the error of one.
//
// It also knows no version above 6, and a topic's id comes with version 10. So that version is written and read here, where the broker has
// it (Kafka 2.8 and later); each partition of an answer then names the id of its topic, and goes through kafkajs as it is.

/** Stands for "no topic", as kafkajs takes an empty list for "all topics". No topic can have this name. */
const NO_TOPIC = "";

/** Beside names of topics: the answer may hold errors, such as that one of them does not exist. No topic can have this name. */
export const LENIENT = "?";

const refreshMetadata = BrokerPool.prototype.refreshMetadata;
BrokerPool.prototype.refreshMetadata = function (topics: readonly string[]) {
  return refreshMetadata.call(this, topics.length === 0 ? [NO_TOPIC] : topics);
};

interface Asked {
  readonly topics: readonly string[];
  readonly allowAutoTopicCreation?: boolean;
}

const WITH_IDS = 10, OLDEST = 6;
const protocolOf = metadata.protocol;
metadata.versions.push(String(WITH_IDS));
metadata.protocol = ({ version }: { version: number }) => (asked: Asked) => {
  const isForNone = asked.topics.includes(NO_TOPIC), isForAll = asked.topics.length === 0;
  const isLenient = isForAll || asked.topics.includes(LENIENT);
  const topics = asked.topics.filter((name) => name !== NO_TOPIC && name !== LENIENT);
  // Between the two, the broker also has version 6.
  const former = protocolOf({ version: Math.min(version, OLDEST) })({ ...asked, topics });
  const { request } = former;
  if (version >= WITH_IDS) {
    request.apiVersion = WITH_IDS;
    request.encode = () => Promise.resolve(encode(isForAll ? null : topics, asked.allowAutoTopicCreation ?? true));
  } else if (isForNone) {
    request.encode = () => Promise.resolve(new Encoder().writeArray([]).writeBoolean(false));
  }
  return {
    request,
    response: {
      decode: version >= WITH_IDS ? (raw: Buffer) => Promise.resolve(decode(raw)) : former.response.decode,
      parse: isLenient ? (all: unknown) => all : former.response.parse,
    },
  };
};

/** An empty list of tagged fields, which is also the end of the header that these versions have. */
const NO_TAGS = 0;

/** @param topics null for all */
function encode(topics: readonly string[] | null, allowAutoTopicCreation: boolean): Encoder {
  const encoder = new Encoder().writeUVarInt(NO_TAGS).writeUVarInt(topics === null ? 0 : topics.length + 1);
  for (const name of topics ?? []) {
    for (let byte = 0; byte < UUID_BYTES; byte++) encoder.writeInt8(0); // asked for by name
    encoder.writeUVarIntString(name).writeUVarInt(NO_TAGS);
  }
  // Nobody asks who may do what, of the cluster or of a topic.
  return encoder.writeBoolean(allowAutoTopicCreation).writeBoolean(false).writeBoolean(false).writeUVarInt(NO_TAGS);
}

const UUID_BYTES = 16;

/** The answer in kafkajs's form, with `topicId` in each partition. */
function decode(raw: Buffer) {
  const decoder = new Decoder(raw);
  skipTags(decoder);
  const clientSideThrottleTime = decoder.readInt32();
  const brokers = list(decoder, () => ({
    nodeId: decoder.readInt32(),
    host: decoder.readUVarIntString(),
    port: decoder.readInt32(),
    rack: decoder.readUVarIntString(),
    tags: skipTags(decoder),
  }));
  const clusterId = decoder.readUVarIntString(), controllerId = decoder.readInt32();
  const topicMetadata = list(decoder, () => {
    const topicErrorCode = decoder.readInt16(), topic = decoder.readUVarIntString();
    const topicId = idOf(decoder.readBytes(UUID_BYTES)), isInternal = decoder.readBoolean();
    const partitionMetadata = list(decoder, () => readPartition(decoder, topicId));
    decoder.readInt32(); // who may do what
    skipTags(decoder);
    return { topicErrorCode, topic, isInternal, partitionMetadata };
  });
  return { throttleTime: 0, clientSideThrottleTime, brokers, clusterId, controllerId, topicMetadata };
}

function readPartition(decoder: Decoder, topicId: string | null) {
  const partitionErrorCode = decoder.readInt16(), partitionId = decoder.readInt32(), leader = decoder.readInt32();
  decoder.readInt32(); // the leader's epoch
  const nodes = () => list(decoder, () => decoder.readInt32());
  const replicas = nodes(), isr = nodes(), offlineReplicas = nodes();
  skipTags(decoder);
  return { partitionErrorCode, partitionId, leader, replicas, isr, offlineReplicas, topicId };
}

const list = <Item>(decoder: Decoder, read: () => Item): Item[] => decoder.readUVarIntArray(read) ?? [];

/** Not kafkajs's `readTaggedFields()`, which takes the length of a field for one too many. */
function skipTags(decoder: Decoder): void {
  for (let left = decoder.readUVarInt(); left > 0; left--) {
    decoder.readUVarInt();
    decoder.readBytes(decoder.readUVarInt());
  }
}

/** As Kafka's tools print it; null for a topic that was made before Kafka had ids. */
const idOf = (bytes: Buffer): string | null => bytes.some((byte) => byte !== 0) ? bytes.toString("base64url") : null;
