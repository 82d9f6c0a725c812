import { Buffer } from "node:buffer";
import { Kafka, logLevel, type SASLOptions } from "kafkajs";
import RequestQueue from "kafkajs/src/network/requestQueue/index.js";
import { PipelineError } from "../common/mod.ts";
import { NO_BROKER_HINT } from "./hint.ts";
import { type Security, securityFault } from "./security.ts";
import "./metadata.ts";

/** Takes the client's own log lines. kafkajs logs what it is about to retry as errors, so none of them is more than detail. */
export type ClientLog = (message: string, fields: Record<string, unknown>) => void;

/** How to reach a cluster. */
export interface ClusterOptions extends Security {
  /** `host:port` of one or more brokers. */
  readonly brokers: readonly string[];
  readonly clientId?: string;
  /** A first answer is all that is wanted: fail at once where there is none. */
  readonly once?: boolean;
  readonly log?: ClientLog;
}

// kafkajs 2.2.4 asks for a timer at a negative time whenever its queue is empty, and Node's timers warn of it on every run.
// With nothing queued there is nothing to schedule.
const queue = RequestQueue.prototype;
const schedule = queue.scheduleCheckPendingRequests;
queue.scheduleCheckPendingRequests = function () {
  if (this.pending.length > 0) schedule.call(this);
};

/**
 * A kafkajs client, quiet and set up for short outages: some 25 s of retries, enough for a broker to restart.
 * Nothing is connected until it is used.
 *
 * @example
 * ```ts
 * import { connectKafka } from "./mod.ts";
 * const kafka = connectKafka({ brokers: ["127.0.0.1:9092"] });
 * kafka.admin(); // not connected yet
 * ```
 */
export function connectKafka(options: ClusterOptions): Kafka {
  return new Kafka({
    brokers: [...options.brokers],
    clientId: options.clientId ?? "air-quality",
    connectionTimeout: 3_000,
    requestTimeout: options.once ? 5_000 : 30_000,
    // The first wait is also that between two transactions of one producer, which the broker still ends in the background.
    retry: { initialRetryTime: 20, multiplier: 2, maxRetryTime: 3_000, retries: options.once ? 0 : 15 },
    logLevel: logLevel.INFO,
    logCreator: () => ({ namespace, log: { message, ...fields } }) =>
      options.log?.(`${namespace}: ${message}`, fields as Record<string, unknown>),
    ...(options.ssl === undefined ? {} : { ssl: { ...options.ssl } }),
    ...(options.sasl === undefined ? {} : { sasl: { ...options.sasl } as SASLOptions }),
  });
}

/** kafkajs's text or bytes as bytes. */
export const bytes = (value: Uint8Array | string): Buffer => Buffer.from(value as Uint8Array);

const FENCED = new Set([
  "INVALID_PRODUCER_EPOCH",
  "PRODUCER_FENCED",
  "INVALID_PRODUCER_ID_MAPPING",
  "TRANSACTIONAL_ID_NOT_FOUND",
]);
/** What the broker says of a message that it will never take. */
const REFUSED = new Set([
  ...["MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE", "INVALID_RECORD", "INVALID_TIMESTAMP"],
  ...["POLICY_VIOLATION", "UNSUPPORTED_COMPRESSION_TYPE"],
]);
const NOT_REACHED =
  /^KafkaJS(ConnectionError|ConnectionClosedError|RequestTimeoutError|BrokerNotFound|NoBrokerAvailableError|GroupCoordinatorNotFound)$/;

/**
 * kafkajs's answer where it loses every connection at the wrong time: a plain error, or null in place of what it then takes apart.
 * tests/broker/client_test.ts has the texts; tests/fault found them.
 */
const isLostConnection = ({ message }: Error) => message === "Broker not connected" || NULL_ANSWER.test(message);
const NULL_ANSWER =
  /property '(topicMetadata|brokers)' of .* as it is null|of null \(reading '(topicMetadata|brokers)'\)/;

/**
 * One of kafkajs's errors as ours: what could not be done, why, and what to do next; the cause kept.
 *
 * @param doing what was tried, as in "Cannot <doing>"
 * @example
 * ```ts
 * import { translateError } from "./mod.ts";
 * import assert from "node:assert/strict";
 * const error = translateError(Object.assign(new Error("gone"), { name: "KafkaJSConnectionError", broker: "127.0.0.1:1" }), "list topics");
 * assert.equal(error.code, "broker_unreachable");
 * ```
 */
export function translateError(error: unknown, doing: string): PipelineError {
  if (error instanceof PipelineError) return error;
  const causes = causesOf(error);
  for (const cause of causes) {
    const { name, type, broker } = cause;
    if (type !== undefined && FENCED.has(type)) {
      return new PipelineError("fenced", `Cannot ${doing} as another process has taken over: ${cause.message}`, {
        cause: error,
      });
    }
    if (type === "UNKNOWN_TOPIC_OR_PARTITION") {
      return new PipelineError("topic_mismatch", `Cannot ${doing} as the topic or partition does not exist`, {
        hint: "create the topics: deno task topics create",
        cause: error,
      });
    }
    if (type === "INVALID_REPLICATION_FACTOR") {
      return new PipelineError(
        "topic_mismatch",
        `Cannot ${doing} as the cluster has too few brokers for so many replicas`,
        {
          hint: "give a smaller --replication-factor, or leave it out: the cluster's own default is taken",
          cause: error,
        },
      );
    }
    if (type !== undefined && REFUSED.has(type)) {
      return new PipelineError("message_refused", `Cannot ${doing} as the broker refused a message: ${cause.message}`, {
        hint: "compare what the topics take: deno task topics verify",
        cause: error,
      });
    }
    const fault = securityFault(cause);
    if (fault !== undefined) {
      return new PipelineError("broker_unreachable", `Cannot ${doing} as ${fault.why}`, {
        hint: fault.hint,
        cause: error,
      });
    }
    if (passes(cause)) {
      return new PipelineError("broker_unreachable", `Cannot ${doing} as the broker is not ready: ${cause.message}`, {
        hint: "try again in a few seconds",
        cause: error,
      });
    }
    if (NOT_REACHED.test(name) || isLostConnection(cause)) {
      const where = broker === undefined ? "" : ` at ${broker}`;
      return new PipelineError("broker_unreachable", `Cannot ${doing} as no broker answers${where}: ${cause.message}`, {
        hint: NO_BROKER_HINT,
        cause: error,
      });
    }
  }
  return new PipelineError("internal", `Cannot ${doing}: ${causes[0]?.message ?? String(error)}`, { cause: error });
}

/** True where the same call may succeed a little later: the transaction before it is still being ended by the broker. */
export function isConcurrentTransactions(error: unknown): boolean {
  return causesOf(error).some(({ type }) => type === "CONCURRENT_TRANSACTIONS");
}

/** True where the broker answered that the same may succeed a little later: it has just started, or leaders and coordinators move. */
export function isPassing(error: unknown): boolean {
  return causesOf(error).some(passes);
}

/** True where the connection was lost or is not there yet: it may be back before long. */
export function isLost(error: unknown): boolean {
  return causesOf(error).some((cause) => NOT_REACHED.test(cause.name) || isLostConnection(cause)) &&
    !causesOf(error).some((cause) => securityFault(cause) !== undefined);
}

/**
 * Three answers count that kafkajs does not call retriable, all of which meet a transaction at its end: the one before is still being
 * ended; it was ended already, by a call whose answer was lost; and an unexpected error within the broker, which Kafka 4.1.0 gives to a
 * commit that meets the next owner's fence ("PREPARE_COMMIT while it already a pending state PREPARE_EPOCH_FENCE"). A topic that is not
 * there does not count.
 */
const passes = ({ type, retriable }: KafkaJsError) =>
  type === "CONCURRENT_TRANSACTIONS" || type === "INVALID_TXN_STATE" || type === "UNKNOWN" ||
  (retriable === true && type !== undefined && type !== "UNKNOWN_TOPIC_OR_PARTITION");

interface KafkaJsError extends Error {
  type?: string;
  broker?: string;
  /** Of the broker's answers: kafkajs's word on whether to try again. */
  retriable?: boolean;
  originalError?: unknown;
  /** Of kafkajs's aggregate errors. */
  errors?: unknown[];
}

/** The error and all that it wraps, the innermost first: it says most. */
function causesOf(error: unknown): KafkaJsError[] {
  const found: KafkaJsError[] = [];
  const visit = (each: unknown) => {
    if (!(each instanceof Error) || found.includes(each)) return;
    found.unshift(each);
    const { originalError, errors = [] } = each as KafkaJsError;
    for (const inner of [each.cause, originalError, ...errors]) visit(inner);
  };
  visit(error);
  return found;
}
