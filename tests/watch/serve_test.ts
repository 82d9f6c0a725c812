import assert from "node:assert/strict";
import { type Readiness, serveMetrics } from "../../pipeline/watch/metrics/serve.ts";

async function using(
  readiness: () => Readiness,
  work: (
    at: { get(path: string, host?: string, method?: string): Promise<{ status: number; text: string }>; port: number },
  ) => Promise<void>,
): Promise<void> {
  const server = await serveMetrics({ hostname: "127.0.0.1", port: 0 }, {
    values: () => [{ name: "airquality_accepted_rows_total", value: 7 }],
    readiness,
  });
  // By hand, as fetch() sends the host that it connects to.
  const get = async (path: string, host = `127.0.0.1:${server.port}`, method = "GET") => {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    const request = `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
    await connection.write(new TextEncoder().encode(request));
    let text = "";
    const decoder = new TextDecoder(), buffer = new Uint8Array(65_536);
    for (let read = await connection.read(buffer); read !== null; read = await connection.read(buffer)) {
      text += decoder.decode(buffer.subarray(0, read));
    }
    return { status: Number(text.split(" ")[1]), text };
  };
  try {
    await work({ get, port: server.port });
  } finally {
    await server.close();
  }
}

Deno.test("serveMetrics() answers /ping always, and /ready by readiness with the reason", async () => {
  let readiness: Readiness = { ready: false, why: "no partition yet" };
  await using(() => readiness, async ({ get }) => {
    assert.equal((await get("/ping")).status, 200);
    const notReady = await get("/ready");
    assert.equal(notReady.status, 503);
    assert.match(notReady.text, /no partition yet/);
    readiness = { ready: true };
    assert.equal((await get("/ready")).status, 200);
  });
});

Deno.test("serveMetrics() answers /metrics in the text format, 404 elsewhere, and GET and HEAD only", () =>
  using(() => ({ ready: true }), async ({ get }) => {
    const { status, text } = await get("/metrics");
    assert.equal(status, 200);
    assert.match(text, /content-type: text\/plain; version=0\.0\.4/i);
    assert.match(text, /^airquality_accepted_rows_total 7$/m);
    assert.equal((await get("/secret")).status, 404);
    assert.equal((await get("/metrics", undefined, "POST")).status, 405);
    assert.equal((await get("/metrics", undefined, "HEAD")).status, 200);
  }));

for (
  const [host, status] of [
    ["localhost:8000", 200],
    ["LOCALHOST", 200],
    ["[::1]:8000", 200],
    ["evil.example", 403],
    ["127.0.0.1.evil.example", 403],
    ["localhost.evil.example:8000", 403],
  ] as const
) {
  Deno.test(`serveMetrics() on loopback answers ${status} to a request for the host ${host}`, () =>
    using(() => ({ ready: true }), async ({ get }) => assert.equal((await get("/metrics", host)).status, status)));
}

Deno.test("serveMetrics() says that a port is taken", () =>
  using(() => ({ ready: true }), ({ port }) => {
    const source = { values: () => [], readiness: (): Readiness => ({ ready: true }) };
    return assert.rejects(serveMetrics({ hostname: "127.0.0.1", port }, source), { code: "port_taken" });
  }));

Deno.test("serveMetrics() answers beside 150 connections that send nothing, and turns those over its number away", () =>
  using(() => ({ ready: true }), async ({ get, port }) => {
    const idle: Deno.TcpConn[] = [];
    try {
      for (let i = 0; i < 90; i++) idle.push(await Deno.connect({ hostname: "127.0.0.1", port }));
      assert.equal((await get("/ping")).status, 200);
      for (let i = 0; i < 60; i++) idle.push(await Deno.connect({ hostname: "127.0.0.1", port }));
      const turnedAway = idle.slice(110).map((connection) =>
        connection.read(new Uint8Array(1)).then((read) => read === null, () => true)
      );
      assert.deepEqual(new Set(await Promise.all(turnedAway)), new Set([true]));
    } finally {
      idle.forEach((connection) => connection.close());
    }
  }));

Deno.test("serveMetrics() ends a connection whose headers never end", () =>
  using(() => ({ ready: true }), async ({ port }) => {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port });
    await connection.write(new TextEncoder().encode("GET /metrics HTTP/1.1\r\nHost: localhost\r\nX-Slow: "));
    const buffer = new Uint8Array(1_024), size = await connection.read(buffer);
    assert.match(new TextDecoder().decode(buffer.subarray(0, size ?? 0)), /^HTTP\/1\.1 408 /);
  }));
