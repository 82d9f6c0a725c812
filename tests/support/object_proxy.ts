import http from "node:http";
import { AwsClient } from "aws4fetch";
import { KEYS } from "./object_store.ts";

/** What the proxy does with a request instead of passing it on and answering. */
export type ProxyFault =
  /** Passes it on, then cuts the connection: the answer is lost. */
  | { kind: "lose answer" }
  /** Cuts the connection before anything is passed on. */
  | { kind: "cut" }
  /** Answers with a status by itself, and with a code as S3 does. */
  | { kind: "answer"; status: number; code?: string }
  /** Passes it on twice and answers as the second time, as proxies do that repeat a request. */
  | { kind: "twice" }
  /** Passes it on without its condition, signed again: the store behind it then ignores conditions. */
  | { kind: "ignore condition" }
  /** Sends half of the answer's body, then cuts the connection. */
  | { kind: "half answer" };

/** An HTTP proxy before a store. Each request takes the next fault that `faultOf` gives for it. */
export interface ObjectProxy {
  readonly endpoint: string;
  faultOf: (method: string, url: string) => ProxyFault | undefined;
  readonly seen: string[];
  close(): Promise<void>;
}

export async function startObjectProxy(port: number): Promise<ObjectProxy> {
  const seen: string[] = [];
  const server = http.createServer(async (incoming, outgoing) => {
    const body = await new Promise<Uint8Array>((resolve) => {
      const chunks: Uint8Array[] = [];
      incoming.on("data", (chunk) => chunks.push(chunk)).on("end", () => resolve(Buffer.concat(chunks)));
    });
    const { method = "GET", url = "/" } = incoming;
    seen.push(`${method} ${url.split("?")[0]}`);
    const fault = proxy.faultOf(method, url);
    const headers = fault?.kind === "ignore condition" ? await signed(port, method, url, body) : incoming.headers;
    if (fault?.kind === "cut") return void incoming.socket.destroy();
    if (fault?.kind === "answer") {
      return void outgoing.writeHead(fault.status).end(fault.code && `<Error><Code>${fault.code}</Code></Error>`);
    }
    if (fault?.kind === "twice") await passOn(port, method, url, headers, body);
    const answer = await passOn(port, method, url, headers, body);
    if (fault?.kind === "lose answer") return void incoming.socket.destroy();
    outgoing.writeHead(answer.status, answer.headers);
    if (fault?.kind !== "half answer") return void outgoing.end(answer.body);
    outgoing.write(answer.body.subarray(0, answer.body.length >> 1), () => incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address() as { port: number };
  const proxy: ObjectProxy = {
    endpoint: `http://127.0.0.1:${address.port}`,
    faultOf: () => undefined,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return proxy;
}

async function signed(port: number, method: string, path: string, body: Uint8Array): Promise<Record<string, string>> {
  const client = new AwsClient({ ...KEYS, service: "s3", region: "us-east-1" });
  const request = await client.sign(`http://127.0.0.1:${port}${path}`, {
    method,
    body: body as Uint8Array<ArrayBuffer>,
  });
  return { ...Object.fromEntries(request.headers), host: `127.0.0.1:${port}` };
}

interface Passed {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Uint8Array;
}

function passOn(
  port: number,
  method: string,
  path: string,
  headers: http.OutgoingHttpHeaders,
  body: Uint8Array,
): Promise<Passed> {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: "127.0.0.1", port, method, path, headers }, (response) => {
      const chunks: Uint8Array[] = [];
      response.on("data", (chunk) => chunks.push(chunk)).on(
        "end",
        () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      ).on("error", reject);
    });
    request.on("error", reject);
    request.end(body);
  });
}
