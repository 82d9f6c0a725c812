import { PipelineError } from "../common/mod.ts";

/** Where a server listens. */
export interface Listening {
  readonly hostname: string;
  readonly port: number;
  close(): Promise<void>;
}

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]", "::1"]);

/** Whether only this machine can reach the address. */
export const isLoopback = (hostname: string): boolean => LOOPBACK.has(hostname);

/**
 * Whether a request was meant for this server. A page of another site can have its own name resolve to 127.0.0.1 and so read what listens
 * there (DNS rebinding); what it cannot do is send another name than its own.
 */
export function isForLoopback(request: Request): boolean {
  return isLoopback((request.headers.get("host") ?? "").replace(/:\d+$/, "").toLowerCase());
}

/**
 * Serves on an address.
 *
 * @throws {PipelineError} `port_taken`
 */
export function listen(
  hostname: string,
  port: number,
  handle: (request: Request) => Response | Promise<Response>,
): Listening {
  const closing = new AbortController();
  try {
    const server = Deno.serve({ hostname, port, signal: closing.signal, onListen: () => {} }, handle);
    return {
      hostname,
      port: server.addr.port,
      async close() {
        closing.abort(); // open streams would keep it for ever
        await server.finished;
      },
    };
  } catch (cause) {
    if (!(cause instanceof Deno.errors.AddrInUse)) throw cause;
    throw new PipelineError("port_taken", `Cannot listen at ${hostname}:${port} as something else does`, { cause });
  }
}
