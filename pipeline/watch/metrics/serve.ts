import { isLoopbackHost } from "../../common/mod.ts";
import { isForLoopback, listen, type Listening } from "../http.ts";
import { EXPOSITION_TYPE, formatMetrics, type MetricValue } from "./exposition.ts";

/** Whether a process does its work now, and if not, why. */
export type Readiness = { readonly ready: true } | { readonly ready: false; readonly why: string };

/** What the endpoint tells. */
export interface MetricsSource {
  values(): Iterable<MetricValue>;
  readiness(): Readiness;
}

/**
 * Serves `/metrics`, `/ping` (always 200) and `/ready` (200, or 503 with the reason).
 *
 * @throws {PipelineError} `port_taken`
 *
 * @example
 * ```ts
 * import { serveMetrics } from "../mod.ts";
 * import assert from "node:assert/strict";
 * const server = await serveMetrics({ hostname: "127.0.0.1", port: 0 }, {
 *   values: () => [{ name: "airquality_accepted_rows_total", value: 7 }],
 *   readiness: () => ({ ready: true }),
 * });
 * const response = await fetch(`http://127.0.0.1:${server.port}/metrics`);
 * assert.match(await response.text(), /^airquality_accepted_rows_total 7$/m);
 * await server.close();
 * ```
 */
export function serveMetrics(at: { hostname: string; port: number }, source: MetricsSource): Promise<Listening> {
  return listen(at.hostname, at.port, (request) => {
    if (isLoopbackHost(at.hostname) && !isForLoopback(request)) return answer("not for this host", 403);
    if (request.method !== "GET" && request.method !== "HEAD") return answer("GET only", 405);
    switch (new URL(request.url).pathname) {
      case "/metrics":
        return answer(formatMetrics(source.values()), 200, EXPOSITION_TYPE);
      case "/ping":
        return answer("pong", 200);
      case "/ready": {
        const readiness = source.readiness();
        return readiness.ready ? answer("ready", 200) : answer(readiness.why, 503);
      }
      default:
        return answer("there is /metrics, /ping and /ready", 404);
    }
  });
}

const answer = (text: string, status: number, type = "text/plain; charset=utf-8") =>
  new Response(text.endsWith("\n") ? text : `${text}\n`, {
    status,
    headers: { "content-type": type, "cache-control": "no-store", "x-content-type-options": "nosniff" },
  });
