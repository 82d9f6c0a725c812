import { Buffer } from "node:buffer";
import { connect } from "node:net";
import { splitAddress } from "./address.ts";

/**
 * What was found at an address: a Kafka broker, with the id of its cluster, the number of brokers that it knows (0 while it starts) and
 * where clients are sent to; something that is not Kafka, or that wants TLS or a login before it answers; or nothing.
 */
export type Probe =
  | { kind: "kafka"; clusterId: string; brokers: number; advertised: string[] }
  | { kind: "other"; wants?: "TLS" | "SASL" }
  | { kind: "closed" };

const CORRELATION_ID = 0x41517561;
const MAX_REPLY_BYTES = 1_000_000;
const METADATA = { apiKey: 3, version: 2, body: Buffer.alloc(4) }; // of no topic
const API_VERSIONS = { apiKey: 18, version: 0, body: Buffer.alloc(0) };

/**
 * Asks what listens at `address` ("host:port"), within `timeoutMs`. It never throws: an address that cannot be resolved
 * or reached is `closed`, one that accepts and then stays silent is `other`.
 *
 * The question is Kafka's Metadata request, version 2: the first that tells the cluster's id, and old enough for every broker since 0.10.1.
 * A broker that wants a login hangs up at it, and answers the request for its versions.
 *
 * @example
 * ```ts
 * import { probeBroker } from "./mod.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(await probeBroker("127.0.0.1:1"), { kind: "closed" });
 * ```
 */
export async function probeBroker(address: string, timeoutMs = 5000): Promise<Probe> {
  const answer = await ask(address, METADATA, timeoutMs);
  if (answer === "closed") return { kind: "closed" };
  if (isTlsAlert(answer.reply)) return { kind: "other", wants: "TLS" };
  if (answer.isWhole) return readMetadata(answer.reply);
  if (answer.reply.length > 0 || !answer.hungUp) return { kind: "other" };
  const second = await ask(address, API_VERSIONS, timeoutMs);
  return second !== "closed" && second.isWhole ? { kind: "other", wants: "SASL" } : { kind: "other" };
}

interface Answer {
  /** What came, up to the end of Kafka's answer. */
  reply: Buffer;
  /** It is Kafka's answer to our question, all of it. */
  isWhole: boolean;
  /** The other side ended the connection. */
  hungUp: boolean;
}

/** Sends one request and gathers what comes back until it is Kafka's answer, can be none, or the time is over. */
function ask(
  address: string,
  request: { apiKey: number; version: number; body: Buffer },
  timeoutMs: number,
): Promise<Answer | "closed"> {
  return new Promise((resolve) => {
    const socket = connect(splitAddress(address));
    let connected = false;
    let reply = Buffer.alloc(0);
    const end = (isWhole: boolean, hungUp: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(connected ? { reply, isWhole, hungUp } : "closed");
    };
    const timer = setTimeout(() => end(false, false), timeoutMs);
    socket.on("connect", () => {
      connected = true;
      socket.write(encode(request));
    });
    socket.on("data", (chunk) => {
      reply = Buffer.concat([reply, chunk]);
      if (isTlsAlert(reply)) return end(false, false);
      if (reply.length < 8) return;
      const size = reply.readInt32BE(0);
      const isKafka = size >= 4 && size <= MAX_REPLY_BYTES && reply.readInt32BE(4) === CORRELATION_ID;
      if (!isKafka || reply.length >= 4 + size) end(isKafka, false);
    });
    socket.on("error", () => end(false, true));
    socket.on("close", () => end(false, true));
  });
}

function encode({ apiKey, version, body }: { apiKey: number; version: number; body: Buffer }): Buffer {
  const clientId = "air-quality";
  const head = Buffer.alloc(4 + 2 + 2 + 4 + 2 + clientId.length);
  head.writeInt32BE(head.length - 4 + body.length, 0);
  head.writeInt16BE(apiKey, 4);
  head.writeInt16BE(version, 6);
  head.writeInt32BE(CORRELATION_ID, 8);
  head.writeInt16BE(clientId.length, 12);
  head.write(clientId, 14, "latin1");
  return Buffer.concat([head, body]);
}

/** A server that speaks TLS answers anything else by an alert record: type 21, version 3.x. */
const isTlsAlert = (reply: Buffer) => reply[0] === 0x15 && reply[1] === 3;

function readMetadata(reply: Buffer): Probe {
  let at = 8;
  const int32 = () => reply.readInt32BE((at += 4) - 4);
  const string = () => {
    const length = Math.max(reply.readInt16BE(at), 0); // -1 says null
    at += 2 + length;
    return reply.toString("utf8", at - length, at);
  };
  try {
    const advertised: string[] = [];
    const brokers = int32();
    for (let left = brokers; left > 0; left--) {
      int32(); // node id
      const host = string();
      advertised.push(`${host.includes(":") ? `[${host}]` : host}:${int32()}`);
      string(); // rack
    }
    return { kind: "kafka", clusterId: string(), brokers, advertised };
  } catch {
    return { kind: "other" };
  }
}
