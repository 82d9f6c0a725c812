import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { isLoopbackHost, PipelineError } from "../common/mod.ts";

/** Where a server listens. */
export interface Listening {
  readonly hostname: string;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Whether a request was meant for this server. A page of another site can have its own name resolve to 127.0.0.1 and so read what listens
 * there (DNS rebinding); what it cannot do is send another name than its own.
 */
export function isForLoopback(request: Request): boolean {
  return isLoopbackHost((request.headers.get("host") ?? "").replace(/:\d+$/, "").toLowerCase());
}

/** Being looked at must never take the files or the memory that the work needs. */
const MAX_CONNECTIONS = 100;
const HEADERS_TIMEOUT_MS = 5_000, REQUEST_TIMEOUT_MS = 10_000, KEEP_ALIVE_MS = 5_000, CHECK_MS = 1_000;

/**
 * Serves on an address: at most 100 connections, and none that keeps its request back.
 *
 * @throws {PipelineError} `port_taken`
 */
export async function listen(
  hostname: string,
  port: number,
  handle: (request: Request) => Response | Promise<Response>,
): Promise<Listening> {
  const server = createServer({
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: CHECK_MS,
  }, (incoming, outgoing) => void answer(incoming, outgoing, handle));
  server.maxConnections = MAX_CONNECTIONS;
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen(port, hostname, resolve);
  try {
    await listening;
  } catch (cause) {
    if ((cause as { code?: string }).code !== "EADDRINUSE") throw cause;
    throw new PipelineError("port_taken", `Cannot listen at ${hostname}:${port} as something else does`, { cause });
  }
  return {
    hostname,
    port: (server.address() as AddressInfo).port,
    async close() {
      const { promise: closed, resolve } = Promise.withResolvers<unknown>();
      server.close(resolve);
      server.closeAllConnections(); // open streams would keep it for ever
      await closed;
    },
  };
}

/** Answers as a function from Request to Response says; a client that goes away aborts the request's signal. */
async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handle: (request: Request) => Response | Promise<Response>,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once("close", () => gone.abort());
  try {
    const headers = new Headers();
    for (const [name, value] of Object.entries(incoming.headersDistinct)) headers.set(name, (value ?? []).join(", "));
    const method = incoming.method ?? "GET", takesBody = method !== "GET" && method !== "HEAD";
    const request = new Request(new URL(incoming.url ?? "/", "http://127.0.0.1"), {
      method,
      headers,
      signal: gone.signal,
      ...(takesBody ? { body: await bodyOf(incoming) } : {}),
    });
    const response = await handle(request);
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    if (response.body === null || request.method === "HEAD") outgoing.end();
    else await pipeline(Readable.fromWeb(response.body), outgoing);
  } catch {
    outgoing.destroy(); // it went away, or what it sent is no request
  }
}

/** The largest body that is taken: a reading has some 300 bytes. */
const MAX_BODY_BYTES = 65_536;

/** @throws {RangeError} where it is larger */
async function bodyOf(incoming: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    chunks.push(chunk);
    if ((bytes += chunk.length) > MAX_BODY_BYTES) throw new RangeError("the body is too large");
  }
  return new Uint8Array(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}
