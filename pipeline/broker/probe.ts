import { Buffer } from "node:buffer";
import { connect } from "node:net";
import { splitAddress } from "./address.ts";

/**
 * What was found at an address: a Kafka broker, with the id of its cluster and the number of brokers that it knows (0 while it starts),
 * something that is not Kafka (or that wants TLS or SASL before it answers), or nothing.
 */
export type Probe = { kind: "kafka"; clusterId: string; brokers: number } | { kind: "other" } | { kind: "closed" };

const CORRELATION_ID = 0x41517561;
const MAX_REPLY_BYTES = 1_000_000;

/**
 * Asks what listens at `address` ("host:port"), within `timeoutMs`. It never throws: an address that cannot be resolved
 * or reached is `closed`, one that accepts and then stays silent is `other`.
 *
 * The question is Kafka's Metadata request, version 2: the first that tells the cluster's id, and old enough for every broker since 0.10.1.
 *
 * @example
 * ```ts
 * import { probeBroker } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(await probeBroker("127.0.0.1:1"), { kind: "closed" });
 * ```
 */
export function probeBroker(address: string, timeoutMs = 5000): Promise<Probe> {
  return new Promise((resolve) => {
    const socket = connect(splitAddress(address));
    let connected = false;
    let reply = Buffer.alloc(0);
    const end = (probe: Probe) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(probe);
    };
    const noAnswer = () => end({ kind: connected ? "other" : "closed" });
    const timer = setTimeout(noAnswer, timeoutMs);
    socket.on("connect", () => {
      connected = true;
      socket.write(METADATA_REQUEST);
    });
    socket.on("data", (chunk) => {
      reply = Buffer.concat([reply, chunk]);
      const probe = readReply(reply);
      if (probe) end(probe);
    });
    socket.on("error", noAnswer);
    socket.on("close", noAnswer);
  });
}

const METADATA_REQUEST = (() => {
  const clientId = "air-quality";
  const body = Buffer.alloc(2 + 2 + 4 + 2 + clientId.length + 4); // ends with an empty list of topics
  body.writeInt16BE(3, 0);
  body.writeInt16BE(2, 2);
  body.writeInt32BE(CORRELATION_ID, 4);
  body.writeInt16BE(clientId.length, 8);
  body.write(clientId, 10, "latin1");
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  return Buffer.concat([size, body]);
})();

/** The verdict on the bytes received so far; undefined while they may still become Kafka's answer. */
function readReply(reply: Buffer): Probe | undefined {
  if (reply.length < 8) return undefined;
  const size = reply.readInt32BE(0);
  if (size < 8 || size > MAX_REPLY_BYTES || reply.readInt32BE(4) !== CORRELATION_ID) return { kind: "other" };
  if (reply.length < 4 + size) return undefined;
  let at = 8;
  const int32 = () => reply.readInt32BE((at += 4) - 4);
  const string = () => {
    const length = Math.max(reply.readInt16BE(at), 0); // -1 says null
    at += 2 + length;
    return reply.toString("utf8", at - length, at);
  };
  try {
    const brokers = int32();
    for (let left = brokers; left > 0; left--) {
      int32(); // node id
      string(); // host
      int32(); // port
      string(); // rack
    }
    return { kind: "kafka", clusterId: string(), brokers };
  } catch {
    return { kind: "other" };
  }
}
