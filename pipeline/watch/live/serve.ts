import type { Kafka } from "../../broker/mod.ts";
import { type Clock, PipelineError } from "../../common/mod.ts";
import { redrive, summarizeLetters } from "../../dlq/mod.ts";
import { TARGETS } from "../../forecast/mod.ts";
import type { RuleSet } from "../../reading/mod.ts";
import { sendOne } from "../../source/mod.ts";
import { isForLoopback, listen, type Listening } from "../http.ts";
import { browse, parseBrowseQuery } from "./browse.ts";
import type { Dashboard, DashboardState } from "./dashboard.ts";
import { eventStream } from "./events.ts";
import { pageFile, SECURITY_HEADERS } from "./page.ts";

/** What the live page's server is given. */
export interface LivePageOptions {
  readonly port: number;
  readonly kafka: Kafka;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly rawTopic: string;
  readonly deadLetterTopic: string;
  /** By which a redrive judges. */
  readonly rules: RuleSet;
  /** Lets the page return dead letters and send readings; without it, it changes nothing. */
  readonly allowWrite: boolean;
  state(): DashboardState;
  readonly air: Dashboard["air"];
  log(message: string, fields: Record<string, unknown>): void;
}

/** These ask no broker. */
const OF_MEMORY = new Set(["/api/events", "/api/air"]);
const STATE_MS = 1_000;
const MAX_STREAMS = 20;
/** Each reads a topic: more at once would take the memory and the broker's time that the pipeline needs. */
const MAX_QUESTIONS = 2;

/**
 * Serves the live page, on loopback only.
 *
 * @throws {PipelineError} `port_taken`
 *
 * @example
 * ```ts
 * import type { Kafka } from "../../broker/mod.ts";
 * import { systemClock } from "../../common/mod.ts";
 * import { DEFAULT_RULE_SET } from "../../reading/mod.ts";
 * import { type Dashboard, serveLivePage } from "../mod.ts";
 * export const serve = (kafka: Kafka, dashboard: Dashboard, signal: AbortSignal) =>
 *   serveLivePage({
 *     port: 8080, kafka, clock: systemClock, signal, rawTopic: "raw", deadLetterTopic: "dlq", rules: DEFAULT_RULE_SET,
 *     allowWrite: false, state: () => dashboard.state(), air: (station, field) => dashboard.air(station, field),
 *     log: console.log,
 *   });
 * ```
 */
export function serveLivePage(options: LivePageOptions): Promise<Listening> {
  const { kafka, clock, rawTopic, deadLetterTopic, rules, allowWrite } = options;
  let streams = 0, questions = 0, redriving = false;

  const runRedrive = async (go: boolean, signal: AbortSignal) => {
    if (redriving) {
      throw new PipelineError("fenced", "Cannot start a redrive while another one of this page is running");
    }
    redriving = true;
    try {
      const count = await redrive(kafka, { rawTopic, deadLetterTopic, rules, filter: {}, go }, { signal });
      options.log(go ? "dead letters were returned" : "a redrive was tried without sending", { sent: count.sent });
      return count;
    } finally {
      redriving = false;
    }
  };

  const api: Record<string, (request: Request, signal: AbortSignal) => Response | Promise<Response>> = {
    "GET /api/events": (_request, signal) => {
      if (streams >= MAX_STREAMS) return problem(503, `Cannot open another stream: ${MAX_STREAMS} are open`);
      streams++;
      signal.addEventListener("abort", () => streams--, { once: true });
      const stream = eventStream({
        everyMs: STATE_MS,
        clock,
        signal,
        state: () => ({ ...options.state(), allowWrite }),
      });
      return new Response(stream, { headers: { ...SECURITY_HEADERS, "content-type": "text/event-stream" } });
    },
    "GET /api/messages": async (request, signal) =>
      json(await browse(kafka, parseBrowseQuery(new URL(request.url).searchParams), signal)),
    "GET /api/dead-letters": async (_request, signal) =>
      json(await summarizeLetters(kafka, deadLetterTopic, {}, signal)),
    "GET /api/redrive": async (_request, signal) => json(await runRedrive(false, signal)),
    "GET /api/air": (request) => {
      const { searchParams } = new URL(request.url), name = searchParams.get("field") ?? "no2_gt";
      const field = TARGETS.find((each) => each === name);
      if (field === undefined) return problem(400, `Cannot show ${name}: expected one of ${TARGETS.join(", ")}`);
      return json(options.air(searchParams.get("station"), field));
    },
    "POST /api/reading": async (request) => {
      if (!allowWrite) {
        return problem(403, "Cannot send a reading: this page only reads", "start it with --allow-write");
      }
      const sent = await sendOne(kafka, rawTopic, await request.text());
      options.log("a reading was sent by hand", { station: sent.station, topic: rawTopic });
      return json(sent);
    },
    "POST /api/redrive": async (_request, signal) => {
      if (!allowWrite) {
        return problem(403, "Cannot return dead letters: this page only reads", "start it with --allow-write");
      }
      return json(await runRedrive(true, signal));
    },
  };

  return listen("127.0.0.1", options.port, async (request) => {
    if (!isForLoopback(request)) return problem(403, "Cannot serve any host but 127.0.0.1 or localhost");
    const { pathname } = new URL(request.url);
    // Another site's page can send a request here, but not as one of this page's own. What is no browser may only read.
    const site = request.headers.get("sec-fetch-site") ?? (request.method === "GET" ? "none" : "unknown");
    if (pathname !== "/" && site !== "same-origin" && site !== "none") {
      return problem(403, "Cannot accept this request from another site's page");
    }
    const answer = api[`${request.method} ${pathname}`];
    try {
      if (answer !== undefined) {
        const { state, fault } = options.state().broker;
        // The client would try for long.
        if (state === "down" && !OF_MEMORY.has(pathname)) return problem(502, `The broker is gone: ${fault}`);
        const signal = AbortSignal.any([request.signal, options.signal]);
        if (OF_MEMORY.has(pathname)) return await answer(request, signal);
        if (questions >= MAX_QUESTIONS) {
          return problem(503, `Cannot answer now: ${MAX_QUESTIONS} other questions are being answered`, "ask again");
        }
        questions++;
        try {
          return await answer(request, signal);
        } finally {
          questions--;
        }
      }
      if (request.method !== "GET") return problem(405, "Cannot do that: expected GET");
      return await pageFile(pathname) ?? problem(404, "There is nothing at this address");
    } catch (error) {
      if (request.signal.aborted) return new Response(null, { status: 499 });
      if (!(error instanceof PipelineError)) {
        options.log("a request failed", { pathname, error });
        return problem(500, error instanceof Error ? error.message : String(error));
      }
      const status = error.code === "usage"
        ? 400
        : error.code === "fenced"
        ? 409
        : error.code === "topic_mismatch"
        ? 404
        : 502;
      return problem(status, error.message, error.hint);
    }
  });
}

const json = (value: unknown, status = 200) =>
  new Response(JSON.stringify(value), { status, headers: { ...SECURITY_HEADERS, "content-type": "application/json" } });

const problem = (status: number, error: string, hint?: string) => json({ error, hint }, status);
