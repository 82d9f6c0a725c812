import assert from "node:assert/strict";
import { freePort } from "../../pipeline/broker/address.ts";
import { probeBroker } from "../../pipeline/broker/probe.ts";

/** Accepts connections and lets `answer` deal with each, once its request is there. */
async function usingServer(
  answer: (connection: Deno.TcpConn, request: Uint8Array) => Promise<unknown>,
  work: (address: string) => Promise<void>,
): Promise<void> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const served: Promise<void>[] = [];
  const serve = async (connection: Deno.TcpConn) => {
    const request = new Uint8Array(1024);
    const length = await connection.read(request) ?? 0;
    await answer(connection, request.subarray(0, length));
    await connection.read(request).catch(() => {}); // until the other side hangs up
    try {
      connection.close();
    } catch { /* closed by the answer */ }
  };
  const serving = (async () => {
    for await (const connection of listener) served.push(serve(connection));
  })();
  try {
    await work(`127.0.0.1:${listener.addr.port}`);
  } finally {
    listener.close();
    await serving;
    await Promise.all(served);
  }
}

/** Kafka's answer to the Metadata request, version 2. */
function metadataReply(request: Uint8Array, clusterId: string): Uint8Array<ArrayBuffer> {
  const text = (value: string) => [0, value.length, ...new TextEncoder().encode(value)];
  const brokers = [0, 0, 0, 1, 0, 0, 0, 1, ...text("host"), 0, 0, 0x23, 0x84, 0xff, 0xff];
  const body = [...request.subarray(8, 12), ...brokers, ...text(clusterId), 0, 0, 0, 1, 0, 0, 0, 0];
  return new Uint8Array([0, 0, 0, body.length, ...body]);
}

const http = new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");

for (
  const [when, answer, expected] of [
    [
      "Kafka answers",
      (to, request) => to.write(metadataReply(request, "cluster")),
      { kind: "kafka", clusterId: "cluster", brokers: 1, advertised: ["host:9092"] },
    ],
    [
      "Kafka's answer comes in pieces",
      async (to, request) => {
        for (const byte of metadataReply(request, "cluster")) await to.write(new Uint8Array([byte]));
      },
      { kind: "kafka", clusterId: "cluster", brokers: 1, advertised: ["host:9092"] },
    ],
    ["an HTTP server answers", (to) => to.write(http), { kind: "other" }],
    [
      "a TLS server answers by an alert",
      (to) => to.write(new Uint8Array([0x15, 3, 3, 0, 2, 2, 80])),
      { kind: "other", wants: "TLS" },
    ],
    [
      "it hangs up at all but the request for its versions, as a broker that wants a login",
      async (to, request) => {
        if (request[5] === 18) await to.write(new Uint8Array([0, 0, 0, 6, ...request.subarray(8, 12), 0, 0]));
        to.close();
      },
      { kind: "other", wants: "SASL" },
    ],
    ["it hangs up at once", (to) => Promise.resolve(to.close()), { kind: "other" }],
    ["it never answers", () => Promise.resolve(), { kind: "other" }],
    [
      "the answer is to another question",
      (to, request) => to.write(metadataReply(request.map((byte) => byte ^ 1), "cluster")),
      { kind: "other" },
    ],
    [
      "the answer ends too early",
      (to, request) => to.write(new Uint8Array([0, 0, 0, 8, ...request.subarray(8, 12), 0, 0, 0, 9])),
      { kind: "other" },
    ],
  ] as [string, (to: Deno.TcpConn, request: Uint8Array) => Promise<unknown>, unknown][]
) {
  Deno.test(`probeBroker() is ${JSON.stringify(expected)} when ${when}`, () =>
    usingServer(
      answer,
      async (address) => assert.deepEqual(await probeBroker(address, 200), expected),
    ));
}

Deno.test("probeBroker() is closed when nothing listens", async () => {
  assert.deepEqual(await probeBroker(`127.0.0.1:${freePort()}`), { kind: "closed" });
});
