import type { Buffer } from "node:buffer";
import Decoder from "kafkajs/src/protocol/decoder.js";
import Encoder from "kafkajs/src/protocol/encoder.js";
import offsetFetch from "kafkajs/src/protocol/requests/offsetFetch/index.js";

// A broker answers a commit once it is decided, and writes the markers that make its offset visible afterwards: on a busy machine much
// later. kafkajs asks with version 4, which then gets the offset before. Version 7 can refuse that (KIP-447), and kafkajs asks again. So
// what a process that imports this reads as committed is never behind a commit that was answered.

const WITH_STABLE = 7;

interface Asked {
  readonly groupId: string;
  readonly topics: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number }[];
  }[];
}

const protocolOf = offsetFetch.protocol;
offsetFetch.versions.push(String(WITH_STABLE));
offsetFetch.protocol = ({ version }: { version: number }) => {
  if (version !== WITH_STABLE) return protocolOf({ version });
  const former = protocolOf({ version: 4 });
  return (asked: Asked) => {
    const { request, response } = former(asked);
    request.apiVersion = WITH_STABLE;
    request.encode = () => Promise.resolve(encode(asked));
    return { request, response: { decode: (raw: Buffer) => Promise.resolve(decode(raw)), parse: response.parse } };
  };
};

function encode({ groupId, topics }: Asked): Encoder {
  const encoder = new Encoder().writeUVarInt(0).writeUVarIntString(groupId).writeUVarInt(topics.length + 1);
  for (const { topic, partitions } of topics) {
    encoder.writeUVarIntString(topic).writeUVarInt(partitions.length + 1);
    for (const { partition } of partitions) encoder.writeInt32(partition);
    encoder.writeUVarInt(0);
  }
  return encoder.writeBoolean(true).writeUVarInt(0);
}

/** The answer in kafkajs's form. */
function decode(raw: Buffer) {
  const decoder = new Decoder(raw);
  decoder.readUVarInt();
  const throttleTime = decoder.readInt32();
  const responses = list(decoder, () => ({
    topic: decoder.readUVarIntString(),
    partitions: list(decoder, () => {
      const partition = decoder.readInt32(), offset = decoder.readInt64().toString();
      decoder.readInt32(); // the leader's epoch
      const metadata = decoder.readUVarIntString(), errorCode = decoder.readInt16();
      decoder.readUVarInt();
      return { partition, offset, metadata, errorCode };
    }),
    tags: decoder.readUVarInt(),
  }));
  return { throttleTime, clientSideThrottleTime: throttleTime, responses, errorCode: decoder.readInt16() };
}

const list = <Item>(decoder: Decoder, read: () => Item): Item[] => decoder.readUVarIntArray(read) ?? [];
