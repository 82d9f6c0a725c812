import type { RunOptions } from "../../pipeline/sink/mod.ts";
import { duration, positiveInteger } from "../cli/schema.ts";
import { booleanFlag, ROTATION_BYTES, ROTATION_OPTIONS } from "./pipeline_options.ts";

/** When a consumer of a stage commits, and when it ends. */
export const RUN_OPTIONS = {
  ...ROTATION_OPTIONS,
  maxMessages: {
    flag: "max-messages",
    schema: positiveInteger("messages").optional(),
    placeholder: "MESSAGES",
    describe: "end after this many",
  },
  idleTimeout: {
    flag: "idle-timeout",
    schema: duration().optional(),
    placeholder: "TIME",
    describe: "end after this time without a message; counted only while the consumer has partitions and reads them",
  },
  untilEnd: booleanFlag(
    "until-end",
    "end after committing everything that is in the topic at the start",
  ),
  whileStdin: booleanFlag("while-stdin", "end cleanly when standard input is closed: for a parent process"),
  sessionTimeout: {
    flag: "session-timeout",
    schema: duration(),
    default: "10s",
    placeholder: "TIME",
    describe: "without a heartbeat for this time, other consumers get the partitions",
  },
  outageTimeout: {
    flag: "outage-timeout",
    schema: duration(),
    default: "60s",
    placeholder: "TIME",
    describe: "give up after this time without an answer from the brokers",
  },
};

/** The values of {@linkcode RUN_OPTIONS}. */
export interface RunValues {
  readonly batchSize: number;
  readonly flushInterval: number;
  readonly maxMessages?: number | undefined;
  readonly idleTimeout?: number | undefined;
  readonly untilEnd: boolean;
  readonly sessionTimeout: number;
  readonly outageTimeout: number;
}

/** What the engine is given of them. */
export function runOptionsOf(values: RunValues): Omit<RunOptions, "groupId" | "topic" | "lake"> {
  return {
    limits: { rows: values.batchSize, bytes: ROTATION_BYTES, ageMs: values.flushInterval },
    ...(values.maxMessages === undefined ? {} : { maxMessages: values.maxMessages }),
    ...(values.idleTimeout === undefined ? {} : { idleTimeoutMs: values.idleTimeout }),
    untilEnd: values.untilEnd,
    sessionTimeoutMs: values.sessionTimeout,
    outageTimeoutMs: values.outageTimeout,
  };
}

/** Aborted when the parent closes standard input. A closed terminal is the parent's matter until then. */
export function parentEnded(): AbortSignal {
  const closed = new AbortController();
  Deno.addSignalListener("SIGHUP", () => {});
  Deno.stdin.readable.pipeTo(new WritableStream()).finally(() => closed.abort());
  return closed.signal;
}
