import assert from "node:assert/strict";
import { FaultProxy } from "./proxy.ts";

/** A proxy before a server that gives back what it gets, and a client of it. */
async function usingEcho(work: (proxy: FaultProxy, client: Deno.TcpConn) => Promise<void>): Promise<void> {
  using server = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const served = (async () => {
    for await (const connection of server) await connection.readable.pipeTo(connection.writable).catch(() => {});
  })().catch(() => {});
  const proxy = new FaultProxy(server.addr.port);
  const client = await Deno.connect({ hostname: "127.0.0.1", port: Number(proxy.address.split(":")[1]) });
  try {
    await work(proxy, client);
  } finally {
    client.close();
    await proxy.close();
    server.close();
    await served;
  }
}

async function read(client: Deno.TcpConn): Promise<Uint8Array | null> {
  const buffer = new Uint8Array(1_024);
  const size = await client.read(buffer).catch(() => null);
  return size === null ? null : buffer.slice(0, size);
}

/** A request of Kafka's without a body. */
function request(api: number, clientId: string): Uint8Array {
  const bytes = new Uint8Array(14 + clientId.length);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, bytes.length - 4);
  view.setInt16(4, api);
  view.setInt16(12, clientId.length);
  bytes.set(new TextEncoder().encode(clientId), 14);
  return bytes;
}

const END_TXN = request(26, "consumer-1");

Deno.test("FaultProxy passes data on in both directions", () =>
  usingEcho(async (_, client) => {
    await client.write(END_TXN);
    assert.deepEqual(await read(client), END_TXN);
  }));

Deno.test("FaultProxy.cut() ends the connections that there are", () =>
  usingEcho(async (proxy, client) => {
    await client.write(END_TXN);
    await read(client);
    proxy.cut();
    assert.equal(await read(client), null);
  }));

Deno.test("FaultProxy.stall() holds data back until it is ended", () =>
  usingEcho(async (proxy, client) => {
    const flow = proxy.stall();
    await client.write(END_TXN);
    let arrived = false;
    const answer = read(client).then((bytes) => {
      arrived = true;
      return bytes;
    });
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
    assert.equal(arrived, false);
    flow();
    assert.deepEqual(await answer, END_TXN);
  }));

Deno.test("FaultProxy.loseCommitAnswer() drops the answer to that client's commit, and to nothing before it", () =>
  usingEcho(async (proxy, client) => {
    let lost = 0;
    proxy.loseCommitAnswer("consumer-1", () => lost++);
    for (const other of [request(26, "consumer-2"), request(0, "consumer-1")]) {
      await client.write(other);
      assert.deepEqual(await read(client), other);
    }
    // In two pieces, as a stream may bring it.
    await client.write(END_TXN.subarray(0, 5));
    assert.deepEqual(await read(client), END_TXN.subarray(0, 5));
    await client.write(END_TXN.subarray(5));
    assert.equal(await read(client), null);
    assert.equal(lost, 1);
  }));
