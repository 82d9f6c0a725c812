import BrokerPool from "kafkajs/src/cluster/brokerPool.js";
import Encoder from "kafkajs/src/protocol/encoder.js";
import metadata from "kafkajs/src/protocol/requests/metadata/index.js";

// kafkajs 2.2.4 asks for the metadata of every topic of the cluster while it has no topic of its own, and fails if any partition has an
// error: one dead partition of a stranger's topic then stopped every task. Here it asks for no topic while it has none, and a list of all
// topics does not fail for the error of one.

/** Stands for "no topic", as kafkajs takes an empty list for "all topics". No topic can have this name. */
const NO_TOPIC = "";

const refreshMetadata = BrokerPool.prototype.refreshMetadata;
BrokerPool.prototype.refreshMetadata = function (topics: readonly string[]) {
  return refreshMetadata.call(this, topics.length === 0 ? [NO_TOPIC] : topics);
};

const protocolOf = metadata.protocol;
metadata.protocol = ({ version }: { version: number }) => (asked: { topics: string[] }) => {
  const { request, response } = protocolOf({ version })(asked);
  // The format of versions 4 to 6; every broker that kafkajs can fetch from as fetched.ts needs it has version 6.
  if (asked.topics[0] === NO_TOPIC) {
    request.encode = () => Promise.resolve(new Encoder().writeArray([]).writeBoolean(false));
  }
  const isForAll = asked.topics.length === 0;
  return { request, response: isForAll ? { decode: response.decode, parse: (all: unknown) => all } : response };
};
